// A whole packet, from the link layer to the transport header, as far as it can be read.
#pragma once

#include <array>
#include <optional>
#include <variant>

#include "wire/arp.h"
#include "wire/ethernet.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"
#include "wire/ipv6.h"
#include "wire/link_type.h"
#include "wire/tcp.h"
#include "wire/udp.h"

namespace minato::wire {

/// Deeper nesting of VLAN tags is malformed.
inline constexpr std::size_t kMostVlanTags = 4;

/// Views into the bytes that were decoded.
struct Packet {
  std::optional<EthernetHeader> ethernet{};
  std::array<VlanTag, kMostVlanTags> vlans{};
  std::uint8_t vlan_count = 0;
  std::variant<std::monostate, ArpPacket, Ipv4Header, Ipv6Header> network{};
  Ipv6Extensions extensions{};  ///< IPv6 only
  std::variant<std::monostate, TcpHeader, UdpHeader, IcmpHeader> transport{};
  /// What the last header that was read says about `payload`.
  Protocol next = Protocol::unknown;
  base::Bytes network_bytes{};    ///< from the network header on
  base::Bytes transport_bytes{};  ///< from the transport header on; empty without one
  base::Bytes payload{};

  [[nodiscard]] const model::IpAddress* source() const;
  [[nodiscard]] const model::IpAddress* destination() const;
};

/// Reads headers until a payload or an unknown protocol. Malformed: offset counts from the start of
/// `frame`.
[[nodiscard]] tl::expected<Packet, base::Malformed> decode_packet(LinkType link, base::Bytes frame);

}  // namespace minato::wire
