// What every decoder of this floor returns: a header, what follows it, and the bytes that follow.
#pragma once

#include <cstdint>
#include <tl/expected.hpp>

#include "base/bytes.h"

namespace minato::wire {

/// The protocol of a payload, as far as this floor tells protocols apart.
enum class Protocol : std::uint8_t {
  unknown,  ///< a number that no table knows: the payload stays bytes
  none,     ///< nothing follows (IPv6 no-next-header, a later fragment)
  ethernet,
  vlan,
  arp,
  ipv4,
  ipv6,
  ipv6_extension,
  tcp,
  udp,
  icmp,
  icmpv6,
  sctp,
  dccp,
  udp_lite,
  llc,     ///< IEEE 802.2, with or without SNAP
  sll,     ///< Linux cooked capture
  sll2,    ///< the same, version 2
  null,    ///< BSD loopback: the address family in the writer's byte order
  raw_ip,  ///< IPv4 or IPv6, told apart by the version field
  ppp,
  pppoe,
  mpls,
  gre,
  vxlan,
  geneve,
  radiotap,
  ieee80211,
};

inline constexpr std::size_t kProtocolCount = static_cast<std::size_t>(Protocol::ieee80211) + 1;

/// As people write it: "Ethernet", "IPv4", "TCP".
[[nodiscard]] std::string_view to_text(Protocol protocol);

/// `payload` views into the bytes that were decoded.
template <typename Header>
struct Decoded {
  Header header{};
  Protocol next = Protocol::unknown;
  base::Bytes payload{};
};

/// A header with its payload, or the offset and the rule that the bytes break.
template <typename Header>
using Decode = tl::expected<Decoded<Header>, base::Malformed>;

/// Shorthand for `return malformed(offset, "rule")`.
[[nodiscard]] inline tl::unexpected<base::Malformed> malformed(std::size_t offset,
                                                               std::string_view rule) {
  return tl::unexpected<base::Malformed>({offset, rule});
}

/// What a LINKTYPE_ number of a capture file announces; unknown for those that nobody decodes here.
[[nodiscard]] Protocol protocol_of_link_type(std::uint16_t link);
/// What a PPP protocol field announces (IANA PPP numbers).
[[nodiscard]] Protocol protocol_of_ppp(std::uint16_t number);
/// The tunnel that is carried to a UDP port, none for all other ports: a payload.
[[nodiscard]] Protocol protocol_of_udp_port(std::uint16_t destination);
/// What an EtherType announces (IEEE 802 numbers).
[[nodiscard]] Protocol protocol_of_ethertype(std::uint16_t ethertype);
/// What an IPv4 protocol or IPv6 next-header number announces (IANA protocol numbers).
[[nodiscard]] Protocol protocol_of_ip_number(std::uint8_t number);

}  // namespace minato::wire
