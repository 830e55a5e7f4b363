// Frames of the simulated hosts, and the ways in which they can be broken.
#include "lab/hosts/reply_writer.h"

#include <algorithm>

#include "wire/ndp.h"
#include "wire/protocol_numbers.h"

namespace minato::lab {
namespace {

using model::IpAddress;

/// An MTU of 1500 less the headers in front of an ICMP quote.
constexpr std::size_t kMostQuoted = 1200;

IpAddress next_of(const IpAddress& address) {
  if (address.is_v4()) return IpAddress::v4(address.v4_number() + 1);
  std::array<std::uint8_t, 16> bytes{};
  std::copy_n(address.bytes().begin(), bytes.size(), bytes.begin());
  ++bytes[15];
  return IpAddress::v6(bytes);
}

struct TypeAndCode {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
};

TypeAndCode v4_error(Answer error) {
  switch (error) {
    case Answer::net_unreach:
      return {wire::kIcmpUnreachable, wire::kNetUnreachable};
    case Answer::host_unreach:
      return {wire::kIcmpUnreachable, wire::kHostUnreachable};
    case Answer::proto_unreach:
      return {wire::kIcmpUnreachable, wire::kProtocolUnreachable};
    case Answer::net_prohibited:
      return {wire::kIcmpUnreachable, wire::kNetProhibited};
    case Answer::host_prohibited:
      return {wire::kIcmpUnreachable, wire::kHostProhibited};
    case Answer::admin_prohibited:
      return {wire::kIcmpUnreachable, wire::kAdminProhibited};
    case Answer::time_exceeded:
      return {wire::kIcmpTimeExceeded, 0};
    default:
      return {wire::kIcmpUnreachable, wire::kPortUnreachable};
  }
}

TypeAndCode v6_error(Answer error) {
  switch (error) {
    case Answer::net_unreach:
      return {wire::kIcmpv6Unreachable, wire::kV6NoRoute};
    case Answer::host_unreach:
      return {wire::kIcmpv6Unreachable, wire::kV6AddressUnreachable};
    case Answer::proto_unreach:
      return {wire::kIcmpv6ParameterProblem, 1};
    case Answer::net_prohibited:
    case Answer::host_prohibited:
    case Answer::admin_prohibited:
      return {wire::kIcmpv6Unreachable, wire::kV6AdminProhibited};
    case Answer::time_exceeded:
      return {wire::kIcmpv6TimeExceeded, 0};
    default:
      return {wire::kIcmpv6Unreachable, wire::kV6PortUnreachable};
  }
}

/// Ethernet header and VLAN tags of an answer: the question's, turned round.
void encode_link(const wire::Packet& packet, const wire::MacAddress& source,
                 base::ByteWriter& out) {
  if (!packet.ethernet) return;
  wire::EthernetHeader header{packet.ethernet->source, source, packet.ethernet->ethertype};
  wire::encode(header, out);
  for (const wire::VlanTag& tag : std::span(packet.vlans).first(packet.vlan_count)) {
    wire::encode(tag, out);
  }
}

/// The address whose Ethernet address stands in the question's destination answers.
wire::MacAddress answering_mac(const wire::Packet& packet) {
  return packet.ethernet ? packet.ethernet->destination : wire::MacAddress{};
}

}  // namespace

wire::MacAddress mac_of(const IpAddress& address) {
  wire::MacAddress mac{{0x02, 0x6d}};
  const auto bytes = address.bytes();
  std::copy_n(bytes.end() - 4, 4, mac.bytes.begin() + 2);
  return mac;
}

void ReplyWriter::arp_reply(const wire::EthernetHeader& ethernet, const wire::Packet& packet,
                            std::chrono::nanoseconds when) {
  const auto& request = std::get<wire::ArpPacket>(packet.network);
  const wire::MacAddress mac = mac_of(request.target_ip);
  base::ByteWriter out(frame_);
  encode_link(packet, mac, out);
  wire::encode(wire::ArpPacket{.operation = wire::kArpReply,
                               .sender_mac = mac,
                               .sender_ip = request.target_ip,
                               .target_mac = ethernet.source,
                               .target_ip = request.sender_ip},
               out);
  outbox_.put(when, out.written());
}

void ReplyWriter::advertisement(const Question& question, const IpAddress& target, bool router,
                                std::chrono::nanoseconds when) {
  const wire::NeighborMessage message{.type = wire::kNeighborAdvertisement,
                                      .router = router,
                                      .solicited = true,
                                      .override_ = true,
                                      .target = target,
                                      .mac = mac_of(target)};
  const auto length = static_cast<std::uint32_t>(wire::neighbor_bytes(message));
  base::ByteWriter out(transport_);
  wire::encode(message, wire::pseudo_header_sum(target, question.peer, wire::kIpIcmpv6, length),
               out);
  base::ByteWriter frame(frame_);
  encode_link(question.packet, mac_of(target), frame);
  wire::encode(wire::Ipv6Header{.next_header = wire::kIpIcmpv6,
                                .hop_limit = 255,
                                .source = target,
                                .destination = question.peer},
               length, frame);
  frame.bytes(out.written());
  outbox_.put(when, frame.written());
}

void ReplyWriter::packet(const Question& question, std::uint8_t protocol, base::Bytes transport,
                         const Manner& manner, std::size_t cut) {
  base::ByteWriter out(frame_);
  encode_link(question.packet, answering_mac(question.packet), out);
  if (question.peer.is_v4()) {
    wire::encode(
        wire::Ipv4Header{.identification = static_cast<std::uint16_t>(manner.when.count() / 1000),
                         .dont_fragment = true,
                         .ttl = manner.ttl,
                         .protocol = protocol,
                         .source = manner.source,
                         .destination = question.peer},
        transport.size(), out);
  } else {
    wire::encode(wire::Ipv6Header{.next_header = protocol,
                                  .hop_limit = manner.ttl,
                                  .source = manner.source,
                                  .destination = question.peer},
                 transport.size(), out);
  }
  out.bytes(transport.first(transport.size() - std::min(cut, transport.size())));
  outbox_.put(manner.when, out.written());
}

void ReplyWriter::echo(const Question& question, const wire::IcmpHeader& request,
                       const Manner& manner) {
  const bool v4 = question.peer.is_v4();
  wire::IcmpHeader header{.type = v4 ? wire::kIcmpEchoReply : wire::kIcmpv6EchoReply,
                          .rest = request.rest};
  const std::uint8_t protocol = v4 ? wire::kIpIcmp : wire::kIpIcmpv6;
  const base::Bytes payload =
      question.packet.payload.first(std::min(question.packet.payload.size(), std::size_t{1400}));
  const auto length = static_cast<std::uint32_t>(wire::kIcmpHeaderBytes + payload.size());
  base::ByteWriter out(transport_);
  wire::encode(header, payload,
               v4 ? wire::ChecksumSum{}
                  : wire::pseudo_header_sum(manner.source, question.peer, protocol, length),
               out);
  packet(question, protocol, out.written(), manner);
}

void ReplyWriter::tcp(const Question& question, wire::TcpHeader header, base::Bytes payload,
                      Manner manner) {
  static constexpr std::array<std::uint8_t, 40> kOddOptions = {253, 38, 0xde, 0xad, 0xbe, 0xef};
  if (manner.spoil == Spoil::acknowledgment) header.acknowledgment += 77;
  if (manner.spoil == Spoil::port) ++header.source_port;
  if (manner.spoil == Spoil::source) manner.source = next_of(manner.source);
  if (manner.spoil == Spoil::options) header.options = kOddOptions;
  const auto length = static_cast<std::uint32_t>(header.header_bytes() + payload.size());
  wire::ChecksumSum pseudo =
      wire::pseudo_header_sum(manner.source, question.peer, wire::kIpTcp, length);
  if (manner.spoil == Spoil::checksum) pseudo.add16(0x5a5a);
  base::ByteWriter out(transport_);
  wire::encode(header, payload, pseudo, out);
  packet(question, wire::kIpTcp, out.written(), manner,
         manner.spoil == Spoil::truncated ? length - 13 : 0);
}

void ReplyWriter::udp(const Question& question, const wire::UdpHeader& request, base::Bytes payload,
                      Manner manner) {
  wire::UdpHeader header{.source_port = request.destination_port,
                         .destination_port = request.source_port};
  if (manner.spoil == Spoil::port) ++header.source_port;
  if (manner.spoil == Spoil::source) manner.source = next_of(manner.source);
  const auto length = static_cast<std::uint32_t>(wire::kUdpHeaderBytes + payload.size());
  wire::ChecksumSum pseudo =
      wire::pseudo_header_sum(manner.source, question.peer, wire::kIpUdp, length);
  if (manner.spoil == Spoil::checksum) pseudo.add16(0x5a5a);
  base::ByteWriter out(transport_);
  wire::encode(header, payload, pseudo, out);
  packet(question, wire::kIpUdp, out.written(), manner,
         manner.spoil == Spoil::truncated ? length - 5 : 0);
}

base::Bytes ReplyWriter::quote(const Question& question, std::size_t quote_bytes, Spoil spoil) {
  const base::Bytes whole = question.packet.network_bytes;
  const auto header_bytes =
      static_cast<std::size_t>(question.packet.transport_bytes.data() - whole.data());
  const std::size_t length = std::min({whole.size(), header_bytes + quote_bytes, kMostQuoted});
  std::copy_n(whole.begin(), length, quote_.begin());
  if (spoil == Spoil::quote && length >= header_bytes + 8) {
    quote_.at(header_bytes) ^= 0x55;      // the source port
    quote_.at(header_bytes + 6) ^= 0x55;  // the sequence number, or the checksum of UDP
  }
  return base::Bytes(quote_).first(length);
}

void ReplyWriter::icmp_error(const Question& question, Answer error, std::size_t quote_bytes,
                             Manner manner) {
  const bool v4 = question.peer.is_v4();
  const TypeAndCode kind = v4 ? v4_error(error) : v6_error(error);
  wire::IcmpHeader header{.type = kind.type, .code = kind.code};
  // A parameter problem points at the next-header field of the question.
  if (!v4 && kind.type == wire::kIcmpv6ParameterProblem) header.rest = 6;
  const base::Bytes quoted = quote(question, quote_bytes, manner.spoil);
  const std::uint8_t protocol = v4 ? wire::kIpIcmp : wire::kIpIcmpv6;
  const auto length = static_cast<std::uint32_t>(wire::kIcmpHeaderBytes + quoted.size());
  wire::ChecksumSum pseudo;
  if (!v4) pseudo = wire::pseudo_header_sum(manner.source, question.peer, protocol, length);
  if (manner.spoil == Spoil::checksum) pseudo.add16(0x5a5a);
  base::ByteWriter out(transport_);
  wire::encode(header, quoted, pseudo, out);
  packet(question, protocol, out.written(), manner,
         manner.spoil == Spoil::truncated ? quoted.size() : 0);
}

}  // namespace minato::lab
