// minato-lab-meter: measures a link from both its ends in one process, with one clock: numbered
// frames go in at one end, what comes out of the other is counted and timed.
//
//   frame = ethernet(0x88b5) magic:u32 number:u32 sent-ns:u64 padding
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <vector>

#include "lab/ends/end.h"
#include "sys/unique_fd.h"
#include "wire/ethernet.h"

namespace minato::lab {
namespace {

using std::chrono::nanoseconds;

constexpr std::uint16_t kExperimental = 0x88b5;  // IEEE: local experiments
constexpr std::uint32_t kMagic = 0x6d6e746f;
constexpr std::size_t kLeastBytes = wire::kEthernetHeaderBytes + 16;
constexpr std::size_t kMostCount = 10'000'000;

struct Settings {
  std::string from;
  std::string to;
  std::size_t count = 10'000;
  std::size_t pps = 10'000;  ///< 0: as fast as it goes
  std::size_t bytes = 60;
  std::size_t quiet_ms = 300;  ///< silence that ends the measurement, after the last frame
};

/// What came out of the other end.
struct Tally {
  std::vector<std::uint8_t> copies;
  std::vector<std::int64_t> delays_ns;
  std::uint32_t highest = 0;
  std::size_t overtaken = 0;
  nanoseconds first{0};
  nanoseconds last{0};
  std::uint64_t bytes = 0;
};

bool parse(int count, char** arguments, Settings& settings) {
  const std::map<std::string_view, std::size_t*> numbers = {{"--count", &settings.count},
                                                            {"--pps", &settings.pps},
                                                            {"--bytes", &settings.bytes},
                                                            {"--quiet-ms", &settings.quiet_ms}};
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = arguments[i];
    const std::string_view value = arguments[i + 1];
    if (name == "--from") {
      settings.from = value;
    } else if (name == "--to") {
      settings.to = value;
    } else if (const auto number = numbers.find(name); number != numbers.end()) {
      const auto read = std::from_chars(value.data(), value.data() + value.size(), *number->second);
      if (read.ec != std::errc{} || read.ptr != value.data() + value.size()) return false;
    } else {
      return false;
    }
  }
  return count % 2 == 1 && !settings.from.empty() && !settings.to.empty() && settings.count > 0 &&
         settings.count <= kMostCount && settings.bytes >= kLeastBytes && settings.bytes <= 1514;
}

class Meter {
 public:
  Meter(const Settings& settings, End& from, End& to)
      : settings_(settings), from_(from), to_(to), buffer_(kBatch * settings.bytes) {
    tally_.copies.resize(settings.count);
    tally_.delays_ns.reserve(settings.count);
  }

  void run() {
    const sys::UniqueFd events(epoll_create1(EPOLL_CLOEXEC));
    epoll_event event{};
    event.events = EPOLLIN;
    epoll_ctl(events.get(), EPOLL_CTL_ADD, to_.descriptor(), &event);
    started_ = now();
    nanoseconds heard = started_;
    while (sent_ < settings_.count ||
           now() - heard < std::chrono::milliseconds{settings_.quiet_ms}) {
      if (send_some()) heard = now();
      if (take_some()) {
        heard = now();
      } else {
        const timespec nap{.tv_sec = 0, .tv_nsec = sent_ < settings_.count ? 50'000 : 1'000'000};
        epoll_pwait2(events.get(), &event, 1, &nap, nullptr);
      }
    }
  }

  [[nodiscard]] std::string report();

 private:
  bool send_some();
  bool take_some();
  void take(const Received& received);

  const Settings& settings_;
  End& from_;
  End& to_;
  std::vector<std::uint8_t> buffer_;
  std::size_t sent_ = 0;
  nanoseconds started_{0};
  nanoseconds stopped_{0};
  Tally tally_{};
};

bool Meter::send_some() {
  if (sent_ == settings_.count) return false;
  const nanoseconds moment = now();
  std::size_t due = settings_.count - sent_;
  if (settings_.pps > 0) {
    const double seconds = std::chrono::duration<double>(moment - started_).count();
    const auto total = static_cast<std::size_t>(seconds * static_cast<double>(settings_.pps)) + 1;
    due = std::min(due, total - std::min(total, sent_));
  }
  due = std::min(due, kBatch);
  std::vector<base::Bytes> frames;
  frames.reserve(due);
  for (std::size_t i = 0; i < due; ++i) {
    const std::span slot = std::span(buffer_).subspan(i * settings_.bytes, settings_.bytes);
    base::ByteWriter out(slot);
    wire::encode(wire::EthernetHeader{.destination = wire::kBroadcastMac,
                                      .source = {{2, 0, 0, 0, 0, 1}},
                                      .ethertype = kExperimental},
                 out);
    out.u32(kMagic);
    out.u32(static_cast<std::uint32_t>(sent_ + i));
    out.u64(static_cast<std::uint64_t>(moment.count()));
    frames.push_back(slot);
  }
  sent_ += from_.send(frames);
  stopped_ = now();
  return due > 0;
}

bool Meter::take_some() {
  const auto batch = to_.receive();
  for (const Received& received : batch) take(received);
  return !batch.empty();
}

void Meter::take(const Received& received) {
  base::ByteReader in(received.bytes);
  in.skip(wire::kEthernetHeaderBytes - 2);
  if (in.u16() != kExperimental || in.u32() != kMagic) return;
  const std::uint32_t number = in.u32();
  const auto sent = static_cast<std::int64_t>(in.u64());
  if (in.failed() || number >= settings_.count) return;
  if (tally_.bytes == 0) tally_.first = received.arrival;
  tally_.last = received.arrival;
  tally_.bytes += received.bytes.size();
  if (tally_.copies[number]++ > 0) return;
  tally_.delays_ns.push_back(received.arrival.count() - sent);
  if (number < tally_.highest) ++tally_.overtaken;
  tally_.highest = std::max(tally_.highest, number);
}

std::string Meter::report() {
  auto& delays = tally_.delays_ns;
  std::sort(delays.begin(), delays.end());
  const auto at = [&](double share) {
    if (delays.empty()) return 0.0;
    const auto index = static_cast<std::size_t>(share * static_cast<double>(delays.size() - 1));
    return static_cast<double>(delays[index]) / 1e3;
  };
  double sum = 0;
  for (const std::int64_t delay : delays) sum += static_cast<double>(delay) / 1e3;
  std::size_t copies = 0;
  for (const std::uint8_t seen : tally_.copies) copies += seen;
  const double heard = std::chrono::duration<double>(tally_.last - tally_.first).count();
  const double talked = std::chrono::duration<double>(stopped_ - started_).count();
  return fmt::format(
      R"({{"sent":{},"received":{},"duplicates":{},"overtaken":{},"sent_pps":{:.0f},)"
      R"("received_bps":{:.0f},"delay_us":{{"least":{:.1f},"mean":{:.1f},"p50":{:.1f},)"
      R"("p99":{:.1f},"most":{:.1f}}},"own_losses":{}}})",
      sent_, delays.size(), copies - delays.size(), tally_.overtaken,
      static_cast<double>(sent_) / std::max(talked, 1e-9),
      static_cast<double>(tally_.bytes) * 8 / std::max(heard, 1e-9), at(0),
      delays.empty() ? 0.0 : sum / static_cast<double>(delays.size()), at(0.5), at(0.99), at(1),
      to_.counts().dropped_by_kernel + from_.counts().refused);
}

}  // namespace
}  // namespace minato::lab

int main(int count, char** arguments) {
  using namespace minato::lab;
  Settings settings;
  if (!parse(count, arguments, settings)) {
    fmt::print(stderr,
               "minato-lab-meter --from END --to END [--count N] [--pps N] [--bytes N]"
               " [--quiet-ms N]\n");
    return 2;
  }
  auto from = open_end(settings.from, 256U << 20);
  auto to = open_end(settings.to, 256U << 20);
  if (!from || !to) {
    fmt::print(stderr, "minato-lab-meter: {}\n", from ? to.error() : from.error());
    return 4;
  }
  prctl(PR_SET_TIMERSLACK, 1UL);
  Meter meter(settings, **from, **to);
  meter.run();
  fmt::print("{}\n", meter.report());
  return 0;
}
