// The loop of the host simulator: take in, answer, send what is due.
#include "lab/hosts/hosts_runner.h"

#include <fmt/format.h>

#include <algorithm>

namespace minato::lab {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBufferBytes = 256U << 20;
constexpr std::uint32_t kMostAnswers = 524'288;
constexpr std::uint32_t kMostLargeAnswers = 16'384;
constexpr nanoseconds kRetry = std::chrono::microseconds{100};
constexpr int kBatchesAtOnce = 4;

}  // namespace

HostsRunner::Port::Port(std::unique_ptr<End> end_in)
    : end(std::move(end_in)), line(kMostAnswers, kMostLargeAnswers) {}

void HostsRunner::Port::put(nanoseconds when, base::Bytes frame) {
  if (!line.push(when, frame)) ++overflowed;
}

tl::expected<std::unique_ptr<HostsRunner>, std::string> HostsRunner::create(
    const Plan& plan, std::span<const std::string> ends) {
  auto events = Events::create();
  if (!events) return tl::unexpected(events.error());
  std::unique_ptr<HostsRunner> runner(new HostsRunner(plan, std::move(*events)));
  for (const std::string& name : ends) {
    auto end = open_end(name, kBufferBytes);
    if (!end) return tl::unexpected(end.error());
    if (!runner->events_.watch((*end)->descriptor())) {
      return tl::unexpected(name + " cannot be watched");
    }
    runner->ports_.push_back(std::make_unique<Port>(std::move(*end)));
  }
  make_punctual();
  return runner;
}

bool HostsRunner::take_in(Port& port) {
  switch_.to = &port;
  const std::span<const Received> batch = port.end->receive();
  for (const Received& frame : batch) {
    last_arrival_ = std::max(last_arrival_, frame.arrival);
    responder_.take(last_arrival_, port.end->link_type(), frame.bytes);
  }
  return !batch.empty();
}

void HostsRunner::send_due(Port& port) {
  port.blocked = false;
  while (!port.blocked) {
    due_.clear();
    frames_.clear();
    port.line.take_due(now(), kBatch, due_);
    if (due_.empty()) return;
    for (const auto& waiting : due_) frames_.push_back(port.line.bytes_of(waiting));
    const std::size_t sent = port.end->send(frames_);
    port.line.finish(std::span(due_).first(sent));
    port.line.put_back(std::span(due_).subspan(sent));
    port.blocked = sent < due_.size();
  }
}

nanoseconds HostsRunner::time_to_sleep() const {
  nanoseconds shortest{-1};
  for (const auto& port : ports_) {
    if (port->line.empty()) continue;
    const nanoseconds wait =
        port->blocked ? kRetry : std::max(nanoseconds{0}, port->line.next_release() - now());
    shortest = shortest < nanoseconds{0} ? wait : std::min(shortest, wait);
  }
  return shortest;
}

void HostsRunner::run(std::FILE* out) {
  fmt::print(out, "ready\n");
  std::fflush(out);
  for (;;) {
    const Events::Wish wish = events_.wait(time_to_sleep());
    if (wish != Events::Wish::none) {
      fmt::print(out, "{}\n", statistics());
      std::fflush(out);
    }
    if (wish == Events::Wish::stop) return;
    for (const auto& port : ports_) {
      for (int batch = 0; batch < kBatchesAtOnce && take_in(*port); ++batch) send_due(*port);
      send_due(*port);
    }
  }
}

std::string HostsRunner::statistics() {
  const ResponderCounts& counts = responder_.counts();
  std::uint64_t own = responder_.memory_refused();
  for (const auto& port : ports_) {
    const EndCounts end = port->end->counts();
    own += port->overflowed + end.dropped_by_kernel + end.oversized + end.refused;
  }
  return fmt::format(
      R"({{"received":{},"malformed":{},"bad_checksums":{},"misaddressed":{},"strangers":{},)"
      R"("dead":{},"resolutions":{},"pings":{},"syns":{},"other_segments":{},"datagrams":{},)"
      R"("limited":{},"answers":{},"most_in_100_ms":{},"own_losses":{}}})",
      counts.received, counts.malformed, counts.bad_checksums, counts.misaddressed,
      counts.strangers, counts.dead, counts.resolutions, counts.pings, counts.syns,
      counts.other_segments, counts.datagrams, counts.limited, counts.answers,
      counts.most_in_100_ms, own);
}

}  // namespace minato::lab
