// The forwarding loop. Sleeps on epoll with a nanosecond time-out until a frame comes or is due.
#include "lab/link/link_runner.h"

#include <fmt/format.h>
#include "lab/link/icmp_error.h"

namespace minato::lab {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBufferBytes = 256U << 20;
constexpr std::uint32_t kLargeFrames = 16'384;
constexpr nanoseconds kLate = std::chrono::milliseconds{1};
/// How soon a full send buffer is tried again.
constexpr nanoseconds kRetry = std::chrono::microseconds{100};
/// Batches taken in before what is due gets its turn.
constexpr int kBatchesAtOnce = 4;

/// Small frames in plenty; large ones cost ten times the memory.
DelayLine line_for(std::uint32_t frames) {
  return DelayLine(frames, std::min(frames, kLargeFrames));
}

std::string json_of(const LinkCounts& model, const RunnerCounts& runner, const EndCounts& from,
                    std::uint64_t refused) {
  const double sent = static_cast<double>(std::max<std::uint64_t>(1, model.delivered));
  return fmt::format(
      R"({{"received":{},"received_bytes":{},"delivered":{},"delivered_bytes":{},"lost":{},)"
      R"("tail_dropped":{},"icmp_limited":{},"duplicated":{},"reordered":{},)"
      R"("own_losses":{},"unfinished_checksums":{},"late":{},)"
      R"("lateness_mean_us":{:.1f},"lateness_most_us":{:.1f}}})",
      model.received, model.received_bytes, model.delivered, model.delivered_bytes, model.lost,
      model.tail_dropped, model.icmp_limited, model.duplicated, model.reordered,
      from.dropped_by_kernel + from.oversized + runner.overflowed + refused, from.unfinished,
      runner.late, static_cast<double>(runner.lateness.count()) / 1e3 / sent,
      static_cast<double>(runner.latest.count()) / 1e3);
}

}  // namespace

tl::expected<std::unique_ptr<LinkRunner>, std::string> LinkRunner::create(
    const LinkOptions& options) {
  auto left = open_end(options.left, kBufferBytes);
  if (!left) return tl::unexpected(left.error());
  auto right = open_end(options.right, kBufferBytes);
  if (!right) return tl::unexpected(right.error());
  if ((*left)->link_type() != (*right)->link_type()) {
    return tl::unexpected(std::string("a tun end carries packets, the other one frames"));
  }
  auto events = Events::create();
  if (!events) return tl::unexpected(events.error());
  if (!events->watch((*left)->descriptor()) || !events->watch((*right)->descriptor())) {
    return tl::unexpected(std::string("the ends cannot be watched"));
  }
  make_punctual();
  return std::unique_ptr<LinkRunner>(
      new LinkRunner(options, std::move(*left), std::move(*right), std::move(*events)));
}

LinkRunner::LinkRunner(const LinkOptions& options, std::unique_ptr<End> left,
                       std::unique_ptr<End> right, Events events)
    : left_(std::move(left)),
      right_(std::move(right)),
      directions_{
          Direction{left_.get(), right_.get(), LinkModel(options.to_right, options.seed),
                    line_for(options.most_frames)},
          Direction{right_.get(), left_.get(), LinkModel(options.to_left, mixed(options.seed + 1)),
                    line_for(options.most_frames)}},
      limits_icmp_(options.to_right.icmp_rate > 0 || options.to_left.icmp_rate > 0),
      events_(std::move(events)) {
  due_.reserve(kBatch);
  frames_.reserve(kBatch);
}

bool LinkRunner::take_in(Direction& direction) {
  const std::span<const Received> batch = direction.from->receive();
  for (const Received& frame : batch) {
    direction.last_arrival = std::max(direction.last_arrival, frame.arrival);
    const bool icmp = limits_icmp_ && is_icmp_error(direction.from->link_type(), frame.bytes);
    const Verdict verdict = direction.model.admit(direction.last_arrival, frame.bytes.size(), icmp);
    for (unsigned copy = 0; copy < verdict.copies; ++copy) {
      if (!direction.line.push(verdict.release.at(copy), frame.bytes)) {
        ++direction.counts.overflowed;
      }
    }
  }
  return !batch.empty();
}

void LinkRunner::send_due(Direction& direction) {
  direction.blocked = false;
  while (!direction.blocked) {
    const nanoseconds moment = now();
    due_.clear();
    frames_.clear();
    direction.line.take_due(moment, kBatch, due_);
    if (due_.empty()) return;
    for (const auto& waiting : due_) frames_.push_back(direction.line.bytes_of(waiting));
    const std::size_t sent = direction.to->send(frames_);
    for (std::size_t i = 0; i < sent; ++i) {
      const nanoseconds lateness = moment - due_[i].release;
      direction.counts.lateness += lateness;
      direction.counts.latest = std::max(direction.counts.latest, lateness);
      if (lateness > kLate) ++direction.counts.late;
    }
    direction.blocked = sent < due_.size();
    direction.line.finish(std::span(due_).first(sent));
    direction.line.put_back(std::span(due_).subspan(sent));
  }
}

nanoseconds LinkRunner::time_to_sleep() const {
  nanoseconds shortest{-1};
  for (const Direction& direction : directions_) {
    if (direction.line.empty()) continue;
    const nanoseconds wait = direction.blocked
                                 ? kRetry
                                 : std::max(nanoseconds{0}, direction.line.next_release() - now());
    shortest = shortest < nanoseconds{0} ? wait : std::min(shortest, wait);
  }
  return shortest;
}

void LinkRunner::run(std::FILE* out) {
  fmt::print(out, "ready\n");
  std::fflush(out);
  for (;;) {
    const Events::Wish wish = events_.wait(time_to_sleep());
    if (wish != Events::Wish::none) {
      fmt::print(out, "{}\n", statistics());
      std::fflush(out);
    }
    if (wish == Events::Wish::stop) return;
    bool more = true;
    for (int batch = 0; more && batch < kBatchesAtOnce; ++batch) {
      more = false;
      for (Direction& direction : directions_) more = take_in(direction) || more;
    }
    for (Direction& direction : directions_) send_due(direction);
  }
}

std::string LinkRunner::statistics() {
  const EndCounts left = left_->counts();
  const EndCounts right = right_->counts();
  return fmt::format(
      R"({{"to_right":{},"to_left":{}}})",
      json_of(directions_[0].model.counts(), directions_[0].counts, left, right.refused),
      json_of(directions_[1].model.counts(), directions_[1].counts, right, left.refused));
}

}  // namespace minato::lab
