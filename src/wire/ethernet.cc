// Ethernet II frames and VLAN tags.
#include "wire/ethernet.h"

namespace minato::wire {

Decode<EthernetHeader> decode_ethernet(base::Bytes frame) {
  base::ByteReader in(frame);
  Decoded<EthernetHeader> out;
  out.header.destination = MacAddress::from(in.bytes(6));
  out.header.source = MacAddress::from(in.bytes(6));
  out.header.ethertype = in.u16();
  if (in.failed()) return malformed(in.offset(), "ethernet header cut short");
  out.next = protocol_of_ethertype(out.header.ethertype);
  out.payload = in.rest();
  return out;
}

Decode<VlanTag> decode_vlan(base::Bytes tag) {
  base::ByteReader in(tag);
  Decoded<VlanTag> out;
  const std::uint16_t control = in.u16();
  out.header.priority = static_cast<std::uint8_t>(control >> 13);
  out.header.drop_eligible = (control & 0x1000) != 0;
  out.header.id = control & 0x0fff;
  out.header.ethertype = in.u16();
  if (in.failed()) return malformed(in.offset(), "vlan tag cut short");
  out.next = protocol_of_ethertype(out.header.ethertype);
  out.payload = in.rest();
  return out;
}

void encode(const EthernetHeader& header, base::ByteWriter& out) {
  out.bytes(header.destination.bytes);
  out.bytes(header.source.bytes);
  out.u16(header.ethertype);
}

void encode(const VlanTag& tag, base::ByteWriter& out) {
  out.u16(static_cast<std::uint16_t>((tag.priority & 7) << 13 | (tag.drop_eligible ? 0x1000 : 0) |
                                     (tag.id & 0x0fff)));
  out.u16(tag.ethertype);
}

}  // namespace minato::wire
