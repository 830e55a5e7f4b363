// IPv4 headers.
#include "wire/ipv4.h"

#include <algorithm>

#include "base/check.h"
#include "wire/checksum.h"

namespace minato::wire {
namespace {
constexpr std::uint16_t kDontFragment = 0x4000;
constexpr std::uint16_t kMoreFragments = 0x2000;
constexpr std::uint16_t kOffsetMask = 0x1fff;
}  // namespace

Decode<Ipv4Header> decode_ipv4(base::Bytes packet) {
  base::ByteReader in(packet);
  Decoded<Ipv4Header> out;
  Ipv4Header& header = out.header;
  const std::uint8_t first = in.u8();
  header.service = in.u8();
  header.total_bytes = in.u16();
  header.identification = in.u16();
  const std::uint16_t fragment = in.u16();
  header.dont_fragment = (fragment & kDontFragment) != 0;
  header.more_fragments = (fragment & kMoreFragments) != 0;
  header.fragment_offset = fragment & kOffsetMask;
  header.ttl = in.u8();
  header.protocol = in.u8();
  header.checksum = in.u16();
  header.source = model::IpAddress::v4(in.u32());
  header.destination = model::IpAddress::v4(in.u32());
  if (in.failed()) return malformed(in.offset(), "ipv4 header cut short");
  if (first >> 4 != 4) return malformed(0, "ipv4 version is not 4");
  const std::size_t header_bytes = static_cast<std::size_t>(first & 0xf) * 4;
  if (header_bytes < kIpv4HeaderBytes) return malformed(0, "ipv4 header length below 20");
  if (header.total_bytes < header_bytes) return malformed(2, "ipv4 total length below the header");
  header.options = in.bytes(header_bytes - kIpv4HeaderBytes);
  if (in.failed()) return malformed(in.offset(), "ipv4 options cut short");
  out.payload =
      in.rest().first(std::min<std::size_t>(in.remaining(), header.total_bytes - header_bytes));
  out.next = header.fragment_offset == 0 ? protocol_of_ip_number(header.protocol) : Protocol::none;
  // IPv6 extension headers do not follow IPv4, but for AH, which this floor does not look into.
  if (out.next == Protocol::ipv6_extension) out.next = Protocol::unknown;
  return out;
}

bool ipv4_checksum_holds(base::Bytes packet) {
  if (packet.empty()) return false;
  const std::size_t header_bytes = static_cast<std::size_t>(packet[0] & 0xf) * 4;
  if (header_bytes < kIpv4HeaderBytes || packet.size() < header_bytes) return false;
  ChecksumSum sum;
  sum.add(packet.first(header_bytes));
  return sum.checksum() == 0;
}

void encode(const Ipv4Header& header, std::size_t payload_bytes, base::ByteWriter& out) {
  MINATO_CHECK(header.options.size() % 4 == 0 && header.options.size() <= 40);
  const std::size_t at = out.size();
  const std::size_t header_bytes = header.header_bytes();
  const auto total = header.total_bytes != 0
                         ? header.total_bytes
                         : static_cast<std::uint16_t>(header_bytes + payload_bytes);
  out.u8(static_cast<std::uint8_t>(0x40 | header_bytes / 4));
  out.u8(header.service);
  out.u16(total);
  out.u16(header.identification);
  out.u16(static_cast<std::uint16_t>((header.dont_fragment ? kDontFragment : 0) |
                                     (header.more_fragments ? kMoreFragments : 0) |
                                     (header.fragment_offset & kOffsetMask)));
  out.u8(header.ttl);
  out.u8(header.protocol);
  ChecksumSum sum;
  if (!out.failed()) sum.add(out.written().subspan(at));
  sum.add32(header.source.v4_number());
  sum.add32(header.destination.v4_number());
  sum.add(header.options);
  out.u16(sum.checksum());
  out.u32(header.source.v4_number());
  out.u32(header.destination.v4_number());
  out.bytes(header.options);
}

}  // namespace minato::wire
