// Unsigned numbers of 128 bits: an IPv6 address as a number, and sizes of sets of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace minato::base {

// The compiler's own type; __extension__ tells -Wpedantic that we know.
__extension__ using Uint128 = unsigned __int128;

[[nodiscard]] constexpr Uint128 make_uint128(std::uint64_t high, std::uint64_t low) {
  return static_cast<Uint128>(high) << 64 | low;
}
[[nodiscard]] constexpr std::uint64_t high_half(Uint128 value) {
  return static_cast<std::uint64_t>(value >> 64);
}
[[nodiscard]] constexpr std::uint64_t low_half(Uint128 value) {
  return static_cast<std::uint64_t>(value);
}

/// Decimal digits.
[[nodiscard]] inline std::string to_text(Uint128 value) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  std::ranges::reverse(digits);
  return digits;
}

}  // namespace minato::base
