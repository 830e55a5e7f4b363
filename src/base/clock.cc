// RFC 3339 stamps (section 5.6) and the machine's own clocks.
#include "base/clock.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace minato::base {
namespace {

Error bad_time(std::string_view text, std::size_t offset) {
  return input_error("error.time", {std::string(text)},
                     {.text = std::string(text), .offset = offset, .length = text.size() - offset});
}

/// Microseconds of ".123456Z" or "Z"; nothing when it is neither.
std::optional<std::int64_t> fraction_us(std::string_view tail) {
  if (tail == "Z") return 0;
  if (tail.size() < 3 || tail.size() > 11 || tail.front() != '.' || tail.back() != 'Z') return {};
  std::string digits(tail.substr(1, tail.size() - 2));
  digits.resize(6, '0');
  const auto value = parse_number<std::uint32_t>(digits);
  if (!value || !parse_number<std::uint32_t>(tail.substr(1, tail.size() - 2))) return {};
  return *value;
}

}  // namespace

std::string to_text(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) {  // only a broken clock; RFC 3339 has no words for it
    return fmt::format("{:04}-{:02}-{:02}T00:00:00.000000Z", year,
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  }
  // By hand: forty thousand sockets have a time each.
  std::string text = "0000-00-00T00:00:00.000000Z";
  const auto put = [&](std::size_t end, auto value) {
    for (auto rest = static_cast<std::uint32_t>(value); rest > 0; rest /= 10) {
      text[--end] = static_cast<char>('0' + rest % 10);
    }
  };
  put(4, year);
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, clock.hours().count());
  put(16, clock.minutes().count());
  put(19, clock.seconds().count());
  put(26, clock.subseconds().count());
  return text;
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  static constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() <= kShape.size()) return fail(bad_time(text, 0));
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return fail(bad_time(text, i));
  }
  const auto number = [&](std::size_t at, std::size_t length) {
    return parse_number<unsigned>(text.substr(at, length)).value_or(0);
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(5, 2)),
                                         std::chrono::day(number(8, 2))};
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 60) {
    return fail(bad_time(text, 0));
  }
  const auto fraction = fraction_us(text.substr(kShape.size()));
  if (!fraction) return fail(bad_time(text, kShape.size()));
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(number(11, 2)) +
         std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2)) +
         std::chrono::microseconds(*fraction);
}

Timestamp SystemClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace minato::base
