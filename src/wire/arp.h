// ARP for IPv4 over Ethernet (RFC 826).
//
//   packet = hardware:u16(1) protocol:u16(0x0800) sizes:u8(6) u8(4) operation:u16
//            sender-mac:6 sender-ip:4 target-mac:6 target-ip:4
#pragma once

#include "model/ip_address.h"
#include "wire/decoded.h"
#include "wire/mac_address.h"

namespace minato::wire {

inline constexpr std::size_t kArpBytes = 28;
inline constexpr std::uint16_t kArpRequest = 1;
inline constexpr std::uint16_t kArpReply = 2;

struct ArpPacket {
  std::uint16_t operation = kArpRequest;
  MacAddress sender_mac{};
  model::IpAddress sender_ip{};
  MacAddress target_mac{};
  model::IpAddress target_ip{};

  bool operator==(const ArpPacket&) const = default;
};

/// Other hardware or protocol types than Ethernet and IPv4 are malformed here.
[[nodiscard]] Decode<ArpPacket> decode_arp(base::Bytes packet);
void encode(const ArpPacket& packet, base::ByteWriter& out);

}  // namespace minato::wire
