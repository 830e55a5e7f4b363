// IPv6 headers and the chain of extension headers.
#include "wire/ipv6.h"

#include <algorithm>

#include "wire/protocol_numbers.h"

namespace minato::wire {
namespace {

model::IpAddress address_of(base::Bytes bytes) {
  std::array<std::uint8_t, 16> copy{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), copy.size()), copy.begin());
  return model::IpAddress::v6(copy);
}

Ipv6Fragment fragment_of(base::Bytes body) {
  base::ByteReader in(body);
  const std::uint16_t offset = in.u16();
  return {static_cast<std::uint16_t>(offset >> 3), (offset & 1) != 0, in.u32()};
}

std::size_t extension_bytes(std::uint8_t protocol, std::uint8_t length) {
  if (protocol == kIpFragment) return 8;
  if (protocol == kIpAuthentication) return (std::size_t{length} + 2) * 4;
  return (std::size_t{length} + 1) * 8;
}

}  // namespace

Decode<Ipv6Header> decode_ipv6(base::Bytes packet) {
  base::ByteReader in(packet);
  Decoded<Ipv6Header> out;
  Ipv6Header& header = out.header;
  const std::uint32_t first = in.u32();
  header.traffic_class = static_cast<std::uint8_t>(first >> 20);
  header.flow_label = first & 0xfffff;
  header.payload_bytes = in.u16();
  header.next_header = in.u8();
  header.hop_limit = in.u8();
  header.source = address_of(in.bytes(16));
  header.destination = address_of(in.bytes(16));
  if (in.failed()) return malformed(in.offset(), "ipv6 header cut short");
  if (first >> 28 != 6) return malformed(0, "ipv6 version is not 6");
  const std::size_t announced = header.payload_bytes == 0 ? in.remaining() : header.payload_bytes;
  out.payload = in.rest().first(std::min(in.remaining(), announced));
  out.next = protocol_of_ip_number(header.next_header);
  return out;
}

Decode<Ipv6Extensions> decode_ipv6_extensions(std::uint8_t protocol, base::Bytes payload) {
  base::ByteReader in(payload);
  Decoded<Ipv6Extensions> out;
  while (protocol_of_ip_number(protocol) == Protocol::ipv6_extension) {
    if (++out.header.count > kMostIpv6Extensions) {
      return malformed(in.offset(), "ipv6 has too many extension headers");
    }
    const std::uint8_t next = in.u8();
    const std::uint8_t length = in.u8();
    const base::Bytes body = in.bytes(extension_bytes(protocol, length) - 2);
    if (in.failed()) return malformed(in.offset(), "ipv6 extension header cut short");
    if (protocol == kIpFragment) out.header.fragment = fragment_of(body);
    protocol = next;
    // What follows a later fragment's header is the middle of something.
    if (out.header.fragment && out.header.fragment->offset != 0) break;
  }
  out.header.protocol = protocol;
  out.header.raw = payload.first(in.offset());
  out.payload = in.rest();
  const bool later = out.header.fragment && out.header.fragment->offset != 0;
  out.next = later ? Protocol::none : protocol_of_ip_number(protocol);
  return out;
}

void encode(const Ipv6Header& header, std::size_t payload_bytes, base::ByteWriter& out) {
  out.u32(std::uint32_t{6} << 28 | std::uint32_t{header.traffic_class} << 20 |
          (header.flow_label & 0xfffff));
  out.u16(header.payload_bytes != 0 ? header.payload_bytes
                                    : static_cast<std::uint16_t>(payload_bytes));
  out.u8(header.next_header);
  out.u8(header.hop_limit);
  out.bytes(header.source.bytes());
  out.bytes(header.destination.bytes());
}

void encode(const Ipv6Fragment& fragment, std::uint8_t next_header, base::ByteWriter& out) {
  out.u8(next_header);
  out.u8(0);
  out.u16(static_cast<std::uint16_t>(fragment.offset << 3 | (fragment.more ? 1 : 0)));
  out.u32(fragment.identification);
}

}  // namespace minato::wire
