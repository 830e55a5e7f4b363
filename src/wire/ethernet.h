// Ethernet II frames and VLAN tags (IEEE 802.3, 802.1Q, 802.1ad).
//
//   frame = destination:6 source:6 ethertype:u16 payload
//   tag   = priority:3 drop-eligible:1 vlan:12 ethertype:u16 payload      after ethertype 0x8100
#pragma once

#include "wire/decoded.h"
#include "wire/mac_address.h"

namespace minato::wire {

inline constexpr std::size_t kEthernetHeaderBytes = 14;
inline constexpr std::size_t kVlanTagBytes = 4;

struct EthernetHeader {
  MacAddress destination{};
  MacAddress source{};
  /// Values below 1536 are a length (IEEE 802.3 with LLC): the payload is then unknown.
  std::uint16_t ethertype = 0;

  bool operator==(const EthernetHeader&) const = default;
};

struct VlanTag {
  std::uint8_t priority = 0;  ///< 0 to 7
  bool drop_eligible = false;
  std::uint16_t id = 0;  ///< 0 to 4095; 0: priority only
  std::uint16_t ethertype = 0;

  bool operator==(const VlanTag&) const = default;
};

[[nodiscard]] Decode<EthernetHeader> decode_ethernet(base::Bytes frame);
[[nodiscard]] Decode<VlanTag> decode_vlan(base::Bytes tag);

void encode(const EthernetHeader& header, base::ByteWriter& out);
void encode(const VlanTag& tag, base::ByteWriter& out);

}  // namespace minato::wire
