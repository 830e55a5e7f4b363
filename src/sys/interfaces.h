// The network interfaces of a namespace with their addresses (rtnetlink(7)).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "model/ip_address.h"

namespace minato::sys {

/// How far an address is valid, as the kernel keeps it (RT_SCOPE_…).
enum class AddressScope : std::uint8_t { global, site, link, host, nowhere };

struct InterfaceAddress {
  model::IpAddress address{};
  unsigned prefix_length = 0;
  AddressScope scope = AddressScope::global;

  bool operator==(const InterfaceAddress&) const = default;
};

struct Interface {
  std::uint32_t index = 0;
  std::string name{};
  bool up = false;
  bool loopback = false;
  std::string kind{};        ///< "bridge", "veth", "vrf", "tun", …; "" for hardware and lo
  std::uint32_t master = 0;  ///< index of the bridge, bond or VRF that it belongs to, 0 for none
  std::vector<InterfaceAddress> addresses{};

  bool operator==(const Interface&) const = default;
};

/// Everything of the calling thread's network namespace, by ascending index. Errors: local.
[[nodiscard]] base::Result<std::vector<Interface>> list_interfaces();

/// Whether packets to any address of this family would leave through a default route.
/// Only looks a route up: sends nothing. Errors: local.
[[nodiscard]] base::Result<bool> has_default_route(model::Family family);

/// Parses RTM_NEWLINK.
[[nodiscard]] tl::expected<Interface, base::Malformed> parse_link(base::Bytes payload);

struct AddressOfInterface {
  std::uint32_t interface_index = 0;
  InterfaceAddress address{};
};
/// Parses RTM_NEWADDR; nothing for families other than IPv4 and IPv6.
[[nodiscard]] tl::expected<std::optional<AddressOfInterface>, base::Malformed> parse_address(
    base::Bytes payload);

}  // namespace minato::sys
