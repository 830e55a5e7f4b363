// Small things done to text everywhere: numbers, splitting, trimming, lower case.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minato::base {

/// The whole of `text` as a number; nothing when it is empty, has other characters or does not fit.
template <std::integral Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int radix = 10) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value, radix);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

/// The parts of `text` between separators; "" gives one empty part. Views into `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// Words separated by runs of white space. Views into `text`.
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);
/// Without white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// ASCII letters to lower case; other bytes stay.
[[nodiscard]] std::string to_lower(std::string_view text);
/// `*` matches any run of characters, `?` one; everything else itself.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace minato::base
