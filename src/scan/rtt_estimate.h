// Round-trip time, smoothed, with its spread (RFC 6298): when silence starts to mean something.
#pragma once

#include <algorithm>

#include "scan/instant.h"

namespace minato::scan {

/// One target group's, or that of all. Not thread-safe.
class RttEstimate {
 public:
  void add(Duration sample) {
    sample = std::max(sample, Duration(1));
    base_ = known_ ? std::min(base_, sample) : sample;
    if (!known_) {
      smoothed_ = sample;
      spread_ = sample / 2;
      known_ = true;
      return;
    }
    const Duration off = sample > smoothed_ ? sample - smoothed_ : smoothed_ - sample;
    spread_ += (off - spread_) / 4;
    smoothed_ += (sample - smoothed_) / 8;
  }

  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] Duration smoothed() const { return smoothed_; }
  /// How far samples are from the smoothed one, on average.
  [[nodiscard]] Duration spread() const { return spread_; }
  /// The shortest seen: the path without queues.
  [[nodiscard]] Duration base() const { return base_; }
  /// The path has become longer, or what passed for the shortest was none.
  void raise_base(Duration base) { base_ = std::max(base_, base); }
  /// After this time an answer is missing.
  [[nodiscard]] Duration timeout() const {
    if (!known_) return kUnknownTimeout;
    return std::clamp(smoothed_ + 4 * spread_ + kSlack, kLeastTimeout, kMostTimeout);
  }

 private:
  // Our own threads may be kept from running for a while: that is no loss.
  static constexpr Duration kSlack = std::chrono::milliseconds(10);
  static constexpr Duration kLeastTimeout = std::chrono::milliseconds(20);
  static constexpr Duration kMostTimeout = std::chrono::seconds(3);
  static constexpr Duration kUnknownTimeout = std::chrono::milliseconds(400);

  bool known_ = false;
  Duration smoothed_{};
  Duration spread_{};
  Duration base_{};
};

}  // namespace minato::scan
