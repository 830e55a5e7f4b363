// Threads of a pass, and how they end.
#include "scan/scan_pass.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "scan/send_loop.h"
#include "scan/wake_up.h"

namespace minato::scan {
namespace {

constexpr std::size_t kRingRecords = std::size_t{1} << 15;
constexpr Duration kReceiveWait = std::chrono::milliseconds(50);
constexpr Duration kProgressEvery = std::chrono::milliseconds(100);
constexpr std::size_t kToldAtOnce = kRingRecords / 4;
constexpr Duration kToldEvery = std::chrono::milliseconds(10);
/// How often the sending thread looks for overflow of the receive rings.
constexpr Duration kOverflowEvery = std::chrono::milliseconds(50);

/// All that the threads share. Each part is written by one thread, or synchronises itself.
class Pass {
 public:
  Pass(const PassPlan& plan, const base::Clock& clock)
      : plan_(plan),
        clock_(clock),
        tokens_(plan.secret, plan.source_ports),
        space_(*plan.targets, plan.ports,
               {.key = plan.key,
                .shard = plan.shard,
                .one_answer_a_target = plan.scheduler.any_answer_finishes_target,
                .done = plan.done}),
        writer_(plan.kinds, plan.lanes, tokens_, plan.style),
        scheduler_(space_, plan.scheduler),
        results_(kRingRecords) {
    for (OpenLink& open : plan.links) {
      answers_.push_back(std::make_unique<SpscRing<AnswerRecord>>(kRingRecords));
      receivers_.push_back(
          std::make_unique<AnswerReceiver>(space_, tokens_, options_of(open), *answers_.back()));
      senders_.push_back(open.link.sender.get());
    }
    for (std::uint32_t i = 0; i < plan.canaries.size(); ++i) {
      scheduler_.set_canary(i, plan.canaries[i]);
    }
    for (std::uint32_t i = 0; i < plan.known_rtts.size(); ++i) {
      if (plan.known_rtts[i] > Duration(0)) scheduler_.seed_rtt(i, plan.known_rtts[i]);
    }
  }

  base::Result<PassSummary> run(PassSink& sink, const std::stop_token& stop) {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        threads.emplace_back([this, i] { receive(i); });
      }
      threads.emplace_back([this] { send(); });
      collect(sink, stop);
      for (OpenLink& open : plan_.links) open.link.receiver->interrupt();
      sender_wake_.notify();
    }
    drain(sink);
    sink.on_progress(progress());
    if (error_) return base::fail(*error_);
    return summary();
  }

 private:
  ReceiverOptions options_of(const OpenLink& open) const {
    ReceiverOptions options{
        .link = open.framing, .scope = open.interface_index, .kinds = plan_.kinds};
    for (const Lane& lane : plan_.lanes) options.own.push_back(lane.source);
    return options;
  }

  /// The receiving thread of one link.
  void receive(std::size_t index) {
    sys::FrameReceiver& receiver = *plan_.links[index].link.receiver;
    while (!over_.load(std::memory_order_relaxed)) {
      const auto received = receiver.receive(kReceiveWait, *receivers_[index]);
      if (!received) {
        fail(received.error());
        return;
      }
      if (*received > 0) sender_wake_.notify();
    }
  }

  /// The sending thread.
  void send() {
    SendLoop loop({.scheduler = &scheduler_,
                   .space = &space_,
                   .writer = &writer_,
                   .kinds = plan_.kinds,
                   .lanes = plan_.lanes,
                   .senders = senders_,
                   .answers = answers_,
                   .results = &results_});
    Instant next_report{};
    while (!over_.load(std::memory_order_relaxed)) {
      const Instant now = clock_.monotonic();
      const auto step = loop.step(now);
      if (!step) {
        fail(step.error());
        return;
      }
      if (now >= next_report || step->finished) {
        next_report = now + kOverflowEvery;
        watch_rings(now);
        report();
      }
      wake_collector(step->told, now);
      if (step->finished) break;
      if (step->wake > now) sender_wake_.wait(step->wake - now);
    }
    sent_all_.store(true, std::memory_order_release);
    collector_wake_.notify();
  }

  /// In portions: waking a thread costs as much as sending several packets.
  void wake_collector(std::size_t told, Instant now) {
    told_ += told;
    if (told_ == 0 || (told_ < kToldAtOnce && now < next_wake_)) return;
    told_ = 0;
    next_wake_ = now + kToldEvery;
    collector_wake_.notify();
  }

  void watch_rings(Instant now) {
    std::uint64_t dropped = 0;
    for (const OpenLink& open : plan_.links) dropped += open.link.receiver->stats().dropped;
    if (dropped > dropped_) scheduler_.on_ring_overflow(now);
    dropped_ = dropped;
  }

  /// Leaves what the scheduler knows for the collecting thread.
  void report() {
    const std::lock_guard lock(mutex_);
    progress_.counts = scheduler_.counts();
    progress_.positions = space_.positions();
    progress_.over = scheduler_.base();
    progress_.rate_pps = scheduler_.rate_pps();
    progress_.loss = scheduler_.loss();
    progress_.rtt = scheduler_.rtt().known() ? scheduler_.rtt().smoothed() : Duration(0);
  }

  PassProgress progress() {
    const std::lock_guard lock(mutex_);
    return progress_;
  }

  void fail(const base::Error& error) {
    {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = error;
    }
    over_.store(true, std::memory_order_relaxed);
    collector_wake_.notify();
  }

  /// The caller's thread: takes results until the sender is done.
  void collect(PassSink& sink, const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { collector_wake_.notify(); });
    Instant next_progress = clock_.monotonic() + kProgressEvery;
    while (!sent_all_.load(std::memory_order_acquire) && !over_.load(std::memory_order_relaxed)) {
      // Read before the results are taken: what it says is over has then been told.
      const PassProgress so_far = progress();
      drain(sink);
      if (clock_.monotonic() >= next_progress) {
        sink.on_progress(so_far);
        next_progress = clock_.monotonic() + kProgressEvery;
      }
      if (stop.stop_requested()) {
        interrupted_ = true;
        break;
      }
      collector_wake_.wait(kProgressEvery);
    }
    over_.store(true, std::memory_order_relaxed);
  }

  void drain(PassSink& sink) {
    while (const auto result = results_.pop()) sink.on_result(*result);
  }

  PassSummary summary() {
    PassSummary summary{.progress = progress(), .interrupted = interrupted_};
    for (const auto& receiver : receivers_) {
      summary.answers += receiver->counts().answers;
      summary.malformed += receiver->counts().malformed;
      summary.bad_checksum += receiver->counts().bad_checksum;
      summary.foreign += receiver->counts().foreign;
    }
    summary.ring_drops = dropped_;
    return summary;
  }

  const PassPlan& plan_;
  const base::Clock& clock_;
  TokenMaker tokens_;
  ProbeSpace space_;
  ProbeWriter writer_;
  Scheduler scheduler_;
  SpscRing<ScanResult> results_;
  std::vector<std::unique_ptr<SpscRing<AnswerRecord>>> answers_;
  std::vector<std::unique_ptr<AnswerReceiver>> receivers_;
  std::vector<sys::FrameSender*> senders_;
  WakeUp sender_wake_;
  WakeUp collector_wake_;
  std::atomic<bool> over_{false};
  std::atomic<bool> sent_all_{false};
  std::uint64_t dropped_ = 0;
  std::size_t told_ = 0;  ///< results since the collector was last woken
  Instant next_wake_{};
  bool interrupted_ = false;
  std::mutex mutex_;  ///< guards what follows
  PassProgress progress_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<PassSummary> run_pass(const PassPlan& plan, const base::Clock& clock, PassSink& sink,
                                   const std::stop_token& stop) {
  Pass pass(plan, clock);
  return pass.run(sink, stop);
}

}  // namespace minato::scan
