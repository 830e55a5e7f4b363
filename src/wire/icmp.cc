// ICMP and ICMPv6 messages and what they quote.
#include "wire/icmp.h"

#include "wire/ipv4.h"
#include "wire/ipv6.h"

namespace minato::wire {
namespace {

constexpr std::size_t kQuotedTransportBytes = 8;

tl::expected<Decoded<IcmpHeader>, base::Malformed> decode_message(base::Bytes message) {
  base::ByteReader in(message);
  Decoded<IcmpHeader> out;
  out.header.type = in.u8();
  out.header.code = in.u8();
  out.header.checksum = in.u16();
  out.header.rest = in.u32();
  if (in.failed()) return malformed(in.offset(), "icmp header cut short");
  out.next = Protocol::none;
  out.payload = in.rest();
  return out;
}

tl::expected<QuotedPacket, base::Malformed> quote_of_ipv4(base::Bytes quote) {
  const auto packet = decode_ipv4(quote);
  if (!packet) return tl::unexpected(packet.error());
  if (packet->header.fragment_offset != 0) return malformed(6, "icmp quotes a later fragment");
  if (packet->payload.size() < kQuotedTransportBytes) {
    return malformed(quote.size(), "icmp quotes too little");
  }
  return QuotedPacket{packet->header.source, packet->header.destination, packet->header.protocol,
                      packet->header.ttl, packet->payload};
}

tl::expected<QuotedPacket, base::Malformed> quote_of_ipv6(base::Bytes quote) {
  const auto packet = decode_ipv6(quote);
  if (!packet) return tl::unexpected(packet.error());
  const auto chain = decode_ipv6_extensions(packet->header.next_header, packet->payload);
  if (!chain) return tl::unexpected(chain.error());
  if (chain->next == Protocol::none) return malformed(6, "icmp quotes a later fragment");
  if (chain->payload.size() < kQuotedTransportBytes) {
    return malformed(quote.size(), "icmp quotes too little");
  }
  return QuotedPacket{packet->header.source, packet->header.destination, chain->header.protocol,
                      packet->header.hop_limit, chain->payload};
}

}  // namespace

Decode<IcmpHeader> decode_icmp(base::Bytes message) {
  auto out = decode_message(message);
  if (!out) return out;
  const std::uint8_t type = out->header.type;
  const bool error = type == kIcmpUnreachable || type == kIcmpTimeExceeded ||
                     type == kIcmpParameterProblem || type == kIcmpRedirect || type == 4;
  if (error) out->next = Protocol::ipv4;
  return out;
}

Decode<IcmpHeader> decode_icmpv6(base::Bytes message) {
  auto out = decode_message(message);
  // RFC 4443 section 2.1: the high bit of the type tells errors from information.
  if (out && out->header.type < 128) out->next = Protocol::ipv6;
  return out;
}

void encode(const IcmpHeader& header, base::Bytes payload, const ChecksumSum& pseudo,
            base::ByteWriter& out) {
  ChecksumSum sum = pseudo;
  sum.add16(static_cast<std::uint16_t>(header.type << 8 | header.code));
  sum.add32(header.rest);
  sum.add(payload);
  out.u8(header.type);
  out.u8(header.code);
  out.u16(sum.checksum());
  out.u32(header.rest);
  out.bytes(payload);
}

tl::expected<QuotedPacket, base::Malformed> decode_quote(Protocol next, base::Bytes quote) {
  if (next == Protocol::ipv4) return quote_of_ipv4(quote);
  if (next == Protocol::ipv6) return quote_of_ipv6(quote);
  return malformed(0, "icmp message quotes nothing");
}

}  // namespace minato::wire
