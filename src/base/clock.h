// Time behind an interface, so that everything above is tested without waiting.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.h"

namespace minato::base {

/// A moment in UTC, microseconds since 1970.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with microseconds: 2026-11-23T20:00:00.123456Z.
[[nodiscard]] std::string to_text(Timestamp time);
/// Parses what to_text writes; the fraction (1 to 9 digits) may be absent.
[[nodiscard]] Result<Timestamp> parse_timestamp(std::string_view text);

/// Thread-safe source of time.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall clock, for stamps.
  [[nodiscard]] virtual Timestamp now() const = 0;
  /// Never runs backwards, for durations.
  [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
};

/// A clock that a test winds by hand. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}
  void advance(std::chrono::microseconds by) { now_ += by; }
  [[nodiscard]] Timestamp now() const override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
    return now_.time_since_epoch();
  }

 private:
  Timestamp now_;
};

}  // namespace minato::base
