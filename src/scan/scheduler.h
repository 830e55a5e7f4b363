// Which probe goes out next, and when a silent one has been tried often enough.
//
// First tries go first, in permuted order; then whatever is unanswered is tried again for all
// targets at once, until the chance to have missed an open port is below one in a million, given
// the loss that was measured. Each target group has its own pace and its own losses; all together
// have a pace too. Memory: twelve bytes for each probe of the window.
//
// Each position ends once: answered, skipped (no probe there), or silent. Silent it becomes after
// its last try, at the end of the scan, or when newer ones need its place in the window.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "scan/answer_event.h"
#include "scan/probe_source.h"
#include "scan/target_group.h"

namespace minato::scan {

struct SchedulerOptions {
  RateLimits limits{};
  /// Tries of a silent probe: at most 15.
  unsigned most_tries = 12;
  unsigned least_tries = 3;
  /// Probes under way at most, at least 1.
  std::size_t window = std::size_t{1} << 20;
  /// An answer finishes all positions of its target (host discovery).
  bool any_answer_finishes_target = false;
};

struct SchedulerCounts {
  std::uint64_t first_tries = 0;
  std::uint64_t retries = 0;
  std::uint64_t canaries = 0;
  std::uint64_t answered = 0;  ///< positions, not packets
  std::uint64_t silent = 0;
  std::uint64_t skipped = 0;  ///< positions without a probe: excluded
  /// Silent ones that were left so because their hosts limit their refusals too much.
  std::uint64_t refusals_left = 0;
  double refusals_seconds = 0;  ///< that the slowest host would take for its own
};

/// What to send now.
struct Outgoing {
  Probe probe{};
  std::uint8_t try_number = 0;
  /// Other than none: try_number is the canary's number.
  CanaryKind canary = CanaryKind::none;
};

/// Sending thread only: no locks, no allocation after construction.
class Scheduler {
 public:
  /// source must outlive the scheduler.
  Scheduler(ProbeSource& source, const SchedulerOptions& options);

  /// The next packet, which counts as sent now; nothing when the rate or the order of things lets
  /// none go out before wake().
  [[nodiscard]] std::optional<Outgoing> next(Instant now);
  /// When to ask next() again, if no answer comes before.
  [[nodiscard]] Instant wake(Instant now) const;
  /// Takes an answer in. The round trip when it is the first for its probe (0: not known); nothing
  /// for duplicates, late ones and canaries.
  [[nodiscard]] std::optional<Duration> on_answer(const AnswerEvent& event);
  void on_ring_overflow(Instant now);
  /// Nothing more to send or to wait for.
  [[nodiscard]] bool finished(Instant now);

  /// Calls `tell` for each position that is silent for good and has not been told, oldest first,
  /// until it returns false. Those that may still change are told only once finished, or when the
  /// window has no place left for new ones.
  void tell_silent(Instant now, const std::function<bool(Position)>& tell);

  void set_canary(std::uint32_t group, const Canary& canary);
  void seed_rtt(std::uint32_t group, Duration rtt);

  /// Positions before this one are over.
  [[nodiscard]] Position base() const { return window_.base(); }
  [[nodiscard]] const SchedulerCounts& counts() const { return counts_; }
  [[nodiscard]] double rate_pps() const { return all_.rate_pps(); }
  [[nodiscard]] double loss() const { return all_loss_.rate(kUnknownLoss); }
  [[nodiscard]] const RttEstimate& rtt() const { return all_.rtt(); }
  [[nodiscard]] const TargetGroup& group(std::uint32_t index) const { return groups_[index]; }

 private:
  [[nodiscard]] std::optional<Outgoing> next_canary(TargetGroup& group, std::uint32_t index,
                                                    Instant now);
  [[nodiscard]] std::optional<Outgoing> next_parked(Instant now);
  [[nodiscard]] std::optional<Outgoing> next_fresh(Instant now);
  [[nodiscard]] std::optional<Outgoing> next_retry(Instant now);
  [[nodiscard]] std::optional<Outgoing> next_again(Instant now);
  [[nodiscard]] std::optional<Outgoing> retry_of(TargetGroup& group, Instant now);
  [[nodiscard]] Outgoing send(Position position, const Probe& probe, Instant now);

  /// Whose rate holds for a group: a single group is the whole.
  [[nodiscard]] RateController& pace(TargetGroup& group) {
    return groups_.size() == 1 ? all_ : group.rate;
  }
  /// Tells the pace of the group, and that of all together.
  template <typename Tell>
  void tell_paces(TargetGroup& group, const Tell& tell) {
    tell(all_);
    if (groups_.size() > 1) tell(group.rate);
  }
  [[nodiscard]] bool may_send(TargetGroup& group, Instant now);
  [[nodiscard]] Duration timeout_of(const TargetGroup& group) const;
  /// Of one try, with some caution.
  [[nodiscard]] double likely_loss(const TargetGroup& group) const;
  [[nodiscard]] unsigned tries_of(const TargetGroup& group) const;
  void drop_front(ProbeQueue& queue, std::size_t& total);
  /// New positions wait for the place of old ones.
  [[nodiscard]] bool is_pressed() const;
  void give_up(TargetGroup& group, Position position);
  /// Queues again what was given up before the loss was known to be so high.
  bool revive();
  /// Begins a round for groups that limit their refusals.
  bool ask_again(Instant now);
  void count_silent();
  void take_back(Position position);
  void finish(TargetGroup& group, Position position);
  void skip(Position position);
  void on_canary(const AnswerEvent& event);
  Duration learn(TargetGroup& group, const AnswerEvent& event, unsigned tries);

  ProbeSource& source_;
  SchedulerOptions options_;
  ProbeWindow window_;
  RateController all_;
  LossEstimate all_loss_;
  std::vector<TargetGroup> groups_;
  SchedulerCounts counts_;
  Position fresh_ = 0;       ///< next position that was never sent
  std::size_t parked_ = 0;   ///< over all groups
  std::size_t waiting_ = 0;  ///< over all groups
  std::size_t again_ = 0;    ///< over all groups
  std::size_t given_up_ = 0;
  std::size_t parked_turn_ = 0;
  std::size_t retry_turn_ = 0;
  Instant last_sent_{};
  bool finished_ = false;
};

}  // namespace minato::scan
