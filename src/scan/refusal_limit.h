// Hosts and routers that limit how many refusals (ICMP errors, resets) they send a second: what
// they left unanswered is asked again at their own pace, where that takes seconds and not minutes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "scan/instant.h"

namespace minato::scan {

/// Of one target group; sending thread only.
class RefusalLimit {
 public:
  /// A port's first refusal.
  void on_refusal(Instant when) {
    if (count_ == 0) first_ = when;
    last_ = std::max(last_, when);
    ++count_;
  }
  /// Any answer while silent ports are asked again.
  void on_answer() { ++answered_; }
  /// There were refusals, and asking again has not failed yet.
  [[nodiscard]] bool may_limit() const { return count_ >= kLeastRefusals && !over_; }
  /// Whether silence was met with more than the usual tries.
  [[nodiscard]] bool began() const { return rounds_ > 0; }

  /// All have been tried: how many of `silent` ports to ask again now; 0 when that leads nowhere or
  /// would take too long.
  [[nodiscard]] std::size_t begin_round(std::size_t silent, Instant now) {
    over_ = silent == 0 || !worth_another(silent, now);
    if (over_) return 0;
    asked_ = std::min(silent, rounds_ == 0 ? kTrial : std::max(kTrial, of_a_round()));
    answered_ = 0;
    ++rounds_;
    next_ = now;
    return asked_;
  }
  /// Silent ports that were left so because their refusals would take too long; 0 otherwise.
  [[nodiscard]] std::size_t left() const { return left_; }
  /// How long they would take at the pace of the refusals, in seconds: at least.
  [[nodiscard]] double left_seconds() const { return static_cast<double>(left_) / pace_pps_; }
  [[nodiscard]] Instant next_send() const { return next_; }
  void on_sent(Instant now) { next_ = std::max(next_, now - kBurst) + from_seconds(1 / pace_pps_); }

 private:
  static constexpr std::size_t kTrial = 32;
  static constexpr std::uint64_t kLeastRefusals = 4;
  static constexpr double kRoundSeconds = 0.25;
  static constexpr double kMostSeconds = 8;
  static constexpr unsigned kMostRounds = 100;
  static constexpr Duration kBurst = std::chrono::milliseconds(20);

  [[nodiscard]] std::size_t of_a_round() const {
    return static_cast<std::size_t>(pace_pps_ * kRoundSeconds);
  }
  [[nodiscard]] bool worth_another(std::size_t silent, Instant now) {
    if (!may_limit() || rounds_ == kMostRounds) return false;
    if (rounds_ == 0) {
      const Duration elapsed = std::max(last_ - first_, Duration(std::chrono::milliseconds(1)));
      pace_pps_ = static_cast<double>(count_ - 1) / seconds_of(elapsed);
    } else {
      const double share = static_cast<double>(answered_) / static_cast<double>(asked_);
      if (share < 0.2) {
        // The first ones were a burst: what came since is the pace, or more than it.
        const Duration since = std::max(now - first_, Duration(std::chrono::milliseconds(1)));
        pace_pps_ = static_cast<double>(count_) / seconds_of(since);
        left_ = silent;
        return false;
      }
      if (share > 0.9) pace_pps_ *= 1.25;
      if (share < 0.7) pace_pps_ *= 0.7;
    }
    const bool soon = static_cast<double>(silent) / pace_pps_ <= kMostSeconds;
    left_ = soon ? 0 : silent;
    return soon;
  }

  std::uint64_t count_ = 0;
  Instant first_{};
  Instant last_{};
  double pace_pps_ = 0;
  unsigned rounds_ = 0;
  std::size_t asked_ = 0;
  std::size_t answered_ = 0;
  Instant next_{};
  bool over_ = false;
  std::size_t left_ = 0;
};

}  // namespace minato::scan
