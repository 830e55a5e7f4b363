// What else decides whether a packet is taken in: multicast groups that are joined, and the
// kernel's switches for loopback addresses and VRFs.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "model/ip_address.h"
#include "sys/interfaces.h"

namespace minato::sys {

/// Groups by interface index.
using MulticastGroups = std::map<std::uint32_t, std::vector<model::IpAddress>>;

struct ArrivalSettings {
  MulticastGroups groups{};
  /// Interfaces with route_localnet: packets to 127.0.0.0/8 are taken in over them.
  std::vector<std::uint32_t> route_localnet{};
  bool tcp_accepts_vrf = false;  ///< tcp_l3mdev_accept
  bool udp_accepts_vrf = false;  ///< udp_l3mdev_accept

  bool operator==(const ArrivalSettings&) const = default;
};

/// The settings of the calling thread's network namespace; what cannot be read is as by default.
[[nodiscard]] ArrivalSettings read_arrival_settings(const std::vector<Interface>& interfaces);

/// Adds the groups of /proc/net/igmp; lines that make no sense are left out.
void parse_igmp(std::string_view text, MulticastGroups& groups);
/// The same of /proc/net/igmp6.
void parse_igmp6(std::string_view text, MulticastGroups& groups);

}  // namespace minato::sys
