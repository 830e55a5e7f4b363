// How many answers a second have arrived at best: what a path has delivered, it can deliver.
#pragma once

#include <algorithm>
#include <array>

#include "scan/instant.h"

namespace minato::scan {

/// Sending thread only.
class DeliveryMeter {
 public:
  /// An answer that arrived at `when`; roughly in order. round_trip: the usual one.
  void on_arrival(Instant when, Duration round_trip) {
    if (when < start_) return;
    const Duration passed = when - start_;
    if (passed >= std::max(kShortest, round_trip)) {
      // After a pause the first answer only starts the clock.
      if (answers_ >= kLeastAnswers) keep(answers_ / seconds_of(passed));
      start_ = when;
      answers_ = 0;
    }
    answers_ += 1;
  }
  /// Answers a second in the best of the last stretches; 0: not known.
  [[nodiscard]] double best_pps() const { return *std::ranges::max_element(recent_); }

 private:
  static constexpr Duration kShortest = std::chrono::milliseconds(20);
  static constexpr double kLeastAnswers = 8;

  void keep(double rate) {
    recent_[next_] = rate;
    next_ = (next_ + 1) % recent_.size();
  }

  Instant start_{};
  double answers_ = 0;
  std::array<double, 32> recent_{};
  std::size_t next_ = 0;
};

}  // namespace minato::scan
