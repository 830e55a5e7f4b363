// Time within a scan: nanoseconds on the clock of base::Clock::monotonic().
#pragma once

#include <chrono>

namespace minato::scan {

using Instant = std::chrono::nanoseconds;
using Duration = std::chrono::nanoseconds;

[[nodiscard]] constexpr double seconds_of(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}
[[nodiscard]] constexpr Duration from_seconds(double seconds) {
  return Duration(static_cast<Duration::rep>(seconds * 1e9));
}

}  // namespace minato::scan
