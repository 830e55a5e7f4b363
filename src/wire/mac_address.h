// An Ethernet address of 48 bits. Text: `02:fc:00:00:00:01`.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"

namespace minato::wire {

struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};

  auto operator<=>(const MacAddress&) const = default;

  /// From 6 bytes, network order; shorter input leaves zeros at the end.
  [[nodiscard]] static MacAddress from(base::Bytes source) {
    MacAddress mac;
    std::copy_n(source.begin(), std::min(source.size(), mac.bytes.size()), mac.bytes.begin());
    return mac;
  }
  [[nodiscard]] bool is_zero() const { return *this == MacAddress{}; }
  /// Broadcast counts as multicast (the group bit of IEEE 802).
  [[nodiscard]] bool is_multicast() const { return (bytes[0] & 1) != 0; }
};

inline constexpr MacAddress kBroadcastMac = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

[[nodiscard]] std::string to_text(const MacAddress& mac);
/// Parses six groups of two hexadecimal digits between colons or hyphens. Errors: input, marked.
[[nodiscard]] base::Result<MacAddress> parse_mac_address(std::string_view text);

}  // namespace minato::wire
