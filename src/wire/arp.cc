// ARP for IPv4 over Ethernet.
#include "wire/arp.h"

#include "wire/protocol_numbers.h"

namespace minato::wire {
namespace {
constexpr std::uint16_t kHardwareEthernet = 1;
}

Decode<ArpPacket> decode_arp(base::Bytes packet) {
  base::ByteReader in(packet);
  Decoded<ArpPacket> out;
  if (in.u16() != kHardwareEthernet) return malformed(0, "arp hardware is not ethernet");
  if (in.u16() != kEtherTypeIpv4) return malformed(2, "arp protocol is not ipv4");
  if (in.u8() != 6 || in.u8() != 4) return malformed(4, "arp address sizes are not 6 and 4");
  out.header.operation = in.u16();
  out.header.sender_mac = MacAddress::from(in.bytes(6));
  out.header.sender_ip = model::IpAddress::v4(in.u32());
  out.header.target_mac = MacAddress::from(in.bytes(6));
  out.header.target_ip = model::IpAddress::v4(in.u32());
  if (in.failed()) return malformed(in.offset(), "arp packet cut short");
  out.next = Protocol::none;
  out.payload = in.rest();
  return out;
}

void encode(const ArpPacket& packet, base::ByteWriter& out) {
  out.u16(kHardwareEthernet);
  out.u16(kEtherTypeIpv4);
  out.u8(6);
  out.u8(4);
  out.u16(packet.operation);
  out.bytes(packet.sender_mac.bytes);
  out.u32(packet.sender_ip.v4_number());
  out.bytes(packet.target_mac.bytes);
  out.u32(packet.target_ip.v4_number());
}

}  // namespace minato::wire
