// What the kernel knows about one interface as a device to send frames on (rtnetlink(7)).
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/error.h"
#include "sys/link.h"

namespace minato::sys {

struct LinkDevice {
  std::uint32_t index = 0;
  std::string name{};
  std::uint16_t hardware = 0;  ///< ARPHRD_…
  std::array<std::uint8_t, 6> mac{};
  std::uint32_t mtu = 0;
  bool up = false;
  bool loopback = false;
  /// Ethernet with neighbors to resolve; false for tunnels and loopback.
  bool resolves_neighbors = false;

  bool operator==(const LinkDevice&) const = default;
};

/// Errors: not found, local.
[[nodiscard]] base::Result<LinkDevice> find_link_device(std::uint32_t index);

/// How frames begin on this device; nothing for link layers that this program cannot write.
[[nodiscard]] base::Result<Framing> framing_of(const LinkDevice& device);

/// Parses RTM_NEWLINK.
[[nodiscard]] tl::expected<LinkDevice, base::Malformed> parse_link_device(base::Bytes payload);

}  // namespace minato::sys
