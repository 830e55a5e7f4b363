// How likely one probe or its answer gets lost, and how many tries make sure that no open port is
// missed.
#pragma once

#include <cstdint>

namespace minato::scan {

/// Counts what is known: an answer to try k (0 first) means that k tries before it were lost.
/// Not thread-safe.
class LossEstimate {
 public:
  /// lost: tries of this probe that stayed unanswered before; 0 or more.
  void on_answer(unsigned lost) {
    lost_ += lost;
    total_ += lost + 1;
    fade();
  }
  /// A probe of known answer was answered, or was not.
  void on_canary(bool answered) {
    lost_ += answered ? 0 : 1;
    total_ += 1;
    fade();
  }

  [[nodiscard]] double total() const { return total_; }
  /// Likely loss with `prior` counting as kPriorTries tries. 0 to 1.
  [[nodiscard]] double rate(double prior) const {
    return (lost_ + prior * kPriorTries) / (total_ + kPriorTries);
  }
  /// An upper bound of rate(): a standard deviation above.
  [[nodiscard]] double upper_rate(double prior) const;

 private:
  static constexpr double kPriorTries = 4;
  static constexpr double kMemory = 4000;

  /// Old evidence counts less: paths change.
  void fade() {
    if (total_ <= kMemory) return;
    lost_ /= 2;
    total_ /= 2;
  }

  double lost_ = 0;
  double total_ = 0;
};

/// Loss that is assumed where nothing is known yet.
inline constexpr double kUnknownLoss = 0.1;

/// Tries after which fewer than one in a million of `open_expected` open ports would be missed.
/// loss: of one try, 0 to 1; result: least to most.
[[nodiscard]] unsigned tries_needed(double loss, double open_expected, unsigned least,
                                    unsigned most);

}  // namespace minato::scan
