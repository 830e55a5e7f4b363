// Whole packets from hostile bytes: every header decoder, and what decodes is encoded again.
#include "base/check.h"
#include "wire/ndp.h"
#include "wire/packet.h"
#include "wire/protocol_numbers.h"
#include "wire/tcp_options.h"

namespace {

using namespace minato;  // NOLINT(google-build-using-namespace): a test program

/// A header that was read and written again reads the same.
void write_again(const wire::Packet& packet) {
  std::array<std::uint8_t, 128> buffer{};
  base::ByteWriter out(buffer);
  if (const auto* const four = std::get_if<wire::Ipv4Header>(&packet.network)) {
    wire::encode(*four, packet.payload.size(), out);
    MINATO_CHECK(wire::ipv4_checksum_holds(out.written()));
    MINATO_CHECK(wire::decode_ipv4(out.written())->header.source == four->source);
  }
  if (const auto* const six = std::get_if<wire::Ipv6Header>(&packet.network)) {
    wire::encode(*six, packet.payload.size(), out);
    MINATO_CHECK(wire::decode_ipv6(out.written())->header.flow_label == six->flow_label);
  }
  if (const auto* const tcp = std::get_if<wire::TcpHeader>(&packet.transport)) {
    base::ByteWriter segment(buffer);
    wire::encode(*tcp, {}, {}, segment);
    MINATO_CHECK(wire::decode_tcp(segment.written())->header.flags == tcp->flags);
    if (const auto options = wire::decode_tcp_options(tcp->options)) {
      base::ByteWriter list(buffer);
      wire::encode(*options, list);
      MINATO_CHECK(wire::decode_tcp_options(list.written()).value() == *options);
    }
  }
}

void look_inside(const wire::Packet& packet) {
  const auto* const icmp = std::get_if<wire::IcmpHeader>(&packet.transport);
  if (icmp == nullptr) return;
  static_cast<void>(wire::decode_quote(packet.next, packet.payload));
  static_cast<void>(wire::decode_neighbor(packet.transport_bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes(data, size);
  for (const auto link : {wire::LinkType::ethernet, wire::LinkType::raw_ip}) {
    const auto packet = wire::decode_packet(link, bytes);
    if (!packet) {
      MINATO_CHECK(packet.error().offset <= size);
      continue;
    }
    write_again(*packet);
    look_inside(*packet);
  }
  static_cast<void>(wire::decode_quote(wire::Protocol::ipv4, bytes));
  static_cast<void>(wire::decode_quote(wire::Protocol::ipv6, bytes));
  static_cast<void>(wire::decode_neighbor(bytes));
  static_cast<void>(wire::decode_tcp_options(bytes));
  return 0;
}
