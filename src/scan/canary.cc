// How often canaries fly, and which one came back.
#include "scan/canary.h"

#include <algorithm>
#include <utility>

namespace minato::scan {
namespace {

/// An open port belongs to somebody's program: it is asked rarely.
constexpr Duration kOpenPortGap = std::chrono::milliseconds(5);
constexpr Duration kCheapGap = std::chrono::microseconds(200);

}  // namespace

bool CanaryFlight::may_send(Instant now, Duration rtt) const {
  if (canary_.kind == CanaryKind::none) return false;
  const Duration least = canary_.kind == CanaryKind::open_port ? kOpenPortGap : kCheapGap;
  // Two round trips under way have different numbers.
  return now - last_ >= std::max(least, rtt * 2 / kCanaryNumbers);
}

CanaryFlight::Sent CanaryFlight::on_sent(Instant now) {
  last_ = now;
  const Sent sent{.number = next_, .one_was_lost = sent_at_[next_] != Instant{}};
  sent_at_[next_] = now;
  next_ = static_cast<std::uint8_t>((next_ + 1) % kCanaryNumbers);
  return sent;
}

std::optional<Instant> CanaryFlight::on_answer(std::uint8_t number) {
  if (number < kCanaryNumbers) {
    Instant& sent = sent_at_[number];
    if (sent == Instant{}) return std::nullopt;
    return std::exchange(sent, Instant{});
  }
  // Neighbor answers carry no number: the oldest that is still out.
  for (std::uint8_t i = 0; i < kCanaryNumbers; ++i) {
    Instant& sent = sent_at_[(next_ + i) % kCanaryNumbers];
    if (sent != Instant{}) return std::exchange(sent, Instant{});
  }
  return std::nullopt;
}

}  // namespace minato::scan
