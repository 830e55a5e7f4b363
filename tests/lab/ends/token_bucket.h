// A token bucket: `burst` at once, then `rate` a second.
#pragma once

#include <algorithm>
#include <chrono>

namespace minato::lab {

/// A rate of 0 means no limit. Time must not run backwards.
class TokenBucket {
 public:
  TokenBucket() = default;
  TokenBucket(double rate, double burst) : rate_(rate), burst_(burst), tokens_(burst) {}

  /// Takes one token; false when there is none.
  bool take(std::chrono::nanoseconds now) {
    if (rate_ <= 0) return true;
    const double seconds = std::chrono::duration<double>(now - last_).count();
    tokens_ = std::min(burst_, tokens_ + rate_ * std::max(0.0, seconds));
    last_ = std::max(last_, now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  double rate_ = 0;  ///< tokens a second
  double burst_ = 0;
  double tokens_ = 0;
  std::chrono::nanoseconds last_{0};
};

}  // namespace minato::lab
