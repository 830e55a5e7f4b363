// Answers first, then one batch of frames, then what became known.
#include "scan/send_loop.h"

#include <algorithm>

namespace minato::scan {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kAnswersAStep = 4096;
/// Who takes the results is busy: look again after this time.
constexpr Duration kResultWait = std::chrono::milliseconds(1);

}  // namespace

base::Result<SendLoop::Step> SendLoop::step(Instant now) {
  const Taken taken = take_answers();
  Step step{.told = taken.told};
  if (!taken.all) {
    // Who has not heard all answers must neither send again nor call anything silent.
    step.wake = parts_.results->has_room() ? now : now + kResultWait;
    return step;
  }
  const auto sent = send_batch(now);
  if (!sent) return base::fail(sent.error());
  const bool over = parts_.scheduler->finished(now);
  step.told += tell_silent(now);
  const SchedulerCounts& counts = parts_.scheduler->counts();
  step.finished =
      over && counts.answered + counts.skipped + counts.silent >= parts_.space->positions();
  step.wake = *sent == kBatch ? now : parts_.scheduler->wake(now);
  if (!parts_.results->has_room()) step.wake = std::min(step.wake, now + kResultWait);
  return step;
}

SendLoop::Taken SendLoop::take_answers() {
  Taken taken;
  for (const auto& ring : parts_.answers) {
    for (std::size_t i = 0;; ++i) {
      // Without room for results answers wait here, and the probes wait with them.
      taken.all = i < kAnswersAStep && parts_.results->has_room();
      if (!taken.all) return taken;
      const auto record = ring->pop();
      if (!record) break;
      const auto rtt = parts_.scheduler->on_answer(record->event);
      if (!rtt) continue;
      ScanResult result = record->result;
      result.rtt = *rtt;
      static_cast<void>(parts_.results->push(result));
      ++taken.told;
    }
  }
  return taken;
}

base::Result<std::size_t> SendLoop::send_batch(Instant now) {
  std::size_t sent = 0;
  for (; sent < kBatch; ++sent) {
    const auto out = parts_.scheduler->next(now);
    if (!out) break;
    const auto written = write(*out);
    if (!written) return base::fail(written.error());
  }
  if (sent == 0) return sent;
  for (sys::FrameSender* const sender : parts_.senders) {
    const auto flushed = sender->flush();
    if (!flushed) return base::fail(flushed.error());
  }
  return sent;
}

base::Result<void> SendLoop::write(const Outgoing& out) {
  sys::FrameSender& sender = *parts_.senders[parts_.lanes[out.probe.lane].link];
  std::span<std::uint8_t> room = sender.next_frame();
  while (room.empty()) {
    const auto flushed = sender.flush();
    if (!flushed) return base::fail(flushed.error());
    room = sender.next_frame();
  }
  sender.commit(parts_.writer->write(out.probe, out.try_number, out.canary, room));
  return {};
}

std::size_t SendLoop::tell_silent(Instant now) {
  std::size_t told = 0;
  parts_.scheduler->tell_silent(now, [&](Position position) {
    if (!parts_.results->has_room()) return false;
    const auto probe = parts_.space->probe_at(position);
    if (!probe) return true;
    const ProbeKind& kind = *parts_.kinds[probe->kind];
    if (kind.finds_hosts) return true;
    ScanResult result{.kind = &kind,
                      .address = probe->address,
                      .port = probe->port,
                      .state = kind.silence,
                      .reason = model::Reason::no_response};
    result.when = now;
    static_cast<void>(parts_.results->push(result));
    ++told;
    return true;
  });
  return told;
}

}  // namespace minato::scan
