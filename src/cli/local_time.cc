// Through localtime_r: the C++20 time zones are not in libstdc++ 12.
#include "cli/local_time.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <ctime>

#include "base/text.h"

namespace minato::cli {
namespace {

std::tm local_parts(base::Timestamp time) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

std::string clock_text(base::Timestamp time) {
  return fmt::format("{:%H:%M:%S}", local_parts(time));
}

std::string date_text(base::Timestamp time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", local_parts(time));
}

std::string span_text(std::chrono::microseconds span, base::Language language) {
  const auto seconds =
      std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(span).count());
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  if (seconds >= kDay) {
    return base::tr(language, "span.days", seconds / kDay, seconds % kDay / kHour);
  }
  if (seconds >= kHour) {
    return base::tr(language, "span.hours", seconds / kHour, seconds % kHour / kMinute);
  }
  if (seconds >= kMinute) return base::tr(language, "span.minutes", seconds / kMinute);
  return base::tr(language, "span.seconds", seconds);
}

}  // namespace minato::cli
