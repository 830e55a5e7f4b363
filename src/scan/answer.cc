// From headers to an answer: one function a sort.
#include "scan/answer.h"

#include "wire/ndp.h"
#include "wire/packet.h"
#include "wire/protocol_numbers.h"

namespace minato::scan {
namespace {

using Result = tl::expected<Answer, NoAnswer>;
using model::Reason;

tl::unexpected<NoAnswer> none(NoAnswer why) { return tl::unexpected<NoAnswer>(why); }

/// Link-local addresses carry the interface that they were seen on.
model::IpAddress scoped(const model::IpAddress& address, std::uint32_t scope) {
  if (address.is_v4() || !address.is_link_local()) return address;
  return model::IpAddress::v6(address.bytes().first<16>(), scope);
}

std::optional<Reason> reason_of_ipv4(std::uint8_t type, std::uint8_t code) {
  if (type == wire::kIcmpTimeExceeded) return Reason::time_exceeded;
  if (type == wire::kIcmpParameterProblem) return Reason::param_problem;
  if (type != wire::kIcmpUnreachable) return std::nullopt;
  switch (code) {
    case wire::kNetUnreachable:
      return Reason::net_unreach;
    case wire::kHostUnreachable:
      return Reason::host_unreach;
    case wire::kProtocolUnreachable:
      return Reason::proto_unreach;
    case wire::kPortUnreachable:
      return Reason::port_unreach;
    case wire::kNetProhibited:
      return Reason::net_prohibited;
    case wire::kHostProhibited:
      return Reason::host_prohibited;
    case wire::kAdminProhibited:
      return Reason::admin_prohibited;
    default:
      return std::nullopt;
  }
}

std::optional<Reason> reason_of_ipv6(std::uint8_t type, std::uint8_t code) {
  if (type == wire::kIcmpv6TimeExceeded) return Reason::time_exceeded;
  if (type == wire::kIcmpv6ParameterProblem) return Reason::param_problem;
  if (type != wire::kIcmpv6Unreachable) return std::nullopt;
  switch (code) {
    case wire::kV6NoRoute:
      return Reason::no_route;
    case wire::kV6AdminProhibited:
    case wire::kV6SourcePolicy:
      return Reason::admin_prohibited;
    case wire::kV6BeyondScope:
    case wire::kV6AddressUnreachable:
      return Reason::host_unreach;
    case wire::kV6PortUnreachable:
      return Reason::port_unreach;
    case wire::kV6RejectRoute:
      return Reason::reject_route;
    default:
      return std::nullopt;
  }
}

/// Fills in what the quoted probe says: which port, which token.
bool read_quote(const wire::QuotedPacket& quote, Answer& answer) {
  base::ByteReader in(quote.transport);
  switch (quote.protocol) {
    case wire::kIpTcp:
      answer.shape = ProbeShape::tcp;
      answer.echoed.source_port = in.u16();
      answer.port = in.u16();
      answer.echoed.number = in.u32();
      return true;
    case wire::kIpUdp:
      answer.shape = ProbeShape::udp;
      answer.echoed.source_port = in.u16();
      answer.port = in.u16();
      return true;
    case wire::kIpIcmp:
    case wire::kIpIcmpv6: {
      answer.shape = ProbeShape::echo;
      const std::uint8_t type = in.u8();
      in.skip(3);
      answer.echoed.number = in.u32();
      return type == wire::kIcmpEchoRequest || type == wire::kIcmpv6EchoRequest;
    }
    default:
      return false;
  }
}

Result of_icmp_error(const wire::Packet& packet, const wire::IcmpHeader& icmp, Answer answer,
                     std::uint32_t scope) {
  const auto quote = wire::decode_quote(packet.next, packet.payload);
  if (!quote) return none(NoAnswer::malformed);
  const bool is_v4 = packet.next == wire::Protocol::ipv4;
  const auto reason =
      is_v4 ? reason_of_ipv4(icmp.type, icmp.code) : reason_of_ipv6(icmp.type, icmp.code);
  // The quoted packet must be one that we sent: from the address that the error was sent to.
  if (!reason || scoped(quote->source, scope) != answer.own) return none(NoAnswer::unrelated);
  if (!read_quote(*quote, answer)) return none(NoAnswer::unrelated);
  answer.target = scoped(quote->destination, scope);
  answer.reply.sort = Reply::Sort::icmp_error;
  answer.reply.icmp_reason = *reason;
  answer.reply.from_target = answer.responder == answer.target;
  return answer;
}

Result of_neighbor(const wire::Packet& packet, Answer answer, std::uint32_t scope) {
  const auto message = wire::decode_neighbor(packet.transport_bytes);
  if (!message) return none(NoAnswer::malformed);
  if (message->header.type != wire::kNeighborAdvertisement || !message->header.mac) {
    return none(NoAnswer::unrelated);
  }
  answer.shape = ProbeShape::neighbor;
  answer.reply = {.sort = Reply::Sort::neighbor, .from_target = true};
  answer.target = scoped(message->header.target, scope);
  answer.mac = *message->header.mac;
  return answer;
}

Result of_icmp(const wire::Packet& packet, const wire::IcmpHeader& icmp, Answer answer,
               std::uint32_t scope) {
  const bool is_v4 = answer.responder.is_v4();
  if (packet.next != wire::Protocol::none) return of_icmp_error(packet, icmp, answer, scope);
  if (!is_v4 && icmp.type == wire::kNeighborAdvertisement) {
    return of_neighbor(packet, answer, scope);
  }
  if (icmp.type != (is_v4 ? wire::kIcmpEchoReply : wire::kIcmpv6EchoReply)) {
    return none(NoAnswer::unrelated);
  }
  answer.shape = ProbeShape::echo;
  answer.reply = {.sort = Reply::Sort::echo, .from_target = true};
  answer.target = answer.responder;
  answer.echoed.number = icmp.rest;
  return answer;
}

Result of_tcp(const wire::TcpHeader& tcp, Answer answer) {
  answer.shape = ProbeShape::tcp;
  answer.reply = {.sort = Reply::Sort::tcp, .tcp_flags = tcp.flags, .from_target = true};
  answer.target = answer.responder;
  answer.port = tcp.source_port;
  if (tcp.has(wire::kTcpSyn | wire::kTcpAck)) answer.stack = wire::read_stack_mark(tcp);
  answer.echoed.source_port = tcp.destination_port;
  // A RST without ACK answers an ACK: its sequence is what we acknowledged (RFC 9293 section
  // 3.10.7.1).
  answer.echoed.number = tcp.has(wire::kTcpAck) ? tcp.acknowledgment : tcp.sequence;
  return answer;
}

Result of_udp(const wire::UdpHeader& udp, Answer answer) {
  answer.shape = ProbeShape::udp;
  answer.reply = {.sort = Reply::Sort::udp, .from_target = true};
  answer.target = answer.responder;
  answer.port = udp.source_port;
  answer.echoed.source_port = udp.destination_port;
  return answer;
}

Result of_arp(const wire::ArpPacket& arp) {
  if (arp.operation != wire::kArpReply) return none(NoAnswer::unrelated);
  Answer answer{.shape = ProbeShape::neighbor};
  answer.reply = {.sort = Reply::Sort::neighbor, .from_target = true};
  answer.target = arp.sender_ip;
  answer.responder = arp.sender_ip;
  answer.own = arp.target_ip;
  answer.mac = arp.sender_mac;
  return answer;
}

bool checksums_hold(const wire::Packet& packet) {
  const bool is_v4 = packet.source()->is_v4();
  if (is_v4 && !wire::ipv4_checksum_holds(packet.network_bytes)) return false;
  if (std::holds_alternative<wire::IcmpHeader>(packet.transport) && is_v4) {
    wire::ChecksumSum sum;
    sum.add(packet.transport_bytes);
    return sum.checksum() == 0;
  }
  std::uint8_t number = wire::kIpIcmpv6;
  if (std::holds_alternative<wire::TcpHeader>(packet.transport)) number = wire::kIpTcp;
  if (const auto* const udp = std::get_if<wire::UdpHeader>(&packet.transport)) {
    if (is_v4 && udp->checksum == 0) return true;
    number = wire::kIpUdp;
  }
  return wire::transport_checksum_holds(*packet.source(), *packet.destination(), number,
                                        packet.transport_bytes);
}

}  // namespace

Result read_answer(wire::LinkType link, base::Bytes frame, ChecksumTrust trust,
                   std::uint32_t scope) {
  const auto packet = wire::decode_packet(link, frame);
  if (!packet) return none(NoAnswer::malformed);
  if (const auto* const arp = std::get_if<wire::ArpPacket>(&packet->network)) return of_arp(*arp);
  if (packet->source() == nullptr || packet->transport_bytes.empty()) {
    return none(NoAnswer::unrelated);
  }
  if (trust == ChecksumTrust::verify && !checksums_hold(*packet)) {
    return none(NoAnswer::bad_checksum);
  }
  Answer answer;
  answer.responder = scoped(*packet->source(), scope);
  answer.own = scoped(*packet->destination(), scope);
  if (const auto* const four = std::get_if<wire::Ipv4Header>(&packet->network)) {
    answer.ttl = four->ttl;
  } else {
    answer.ttl = std::get<wire::Ipv6Header>(packet->network).hop_limit;
  }
  if (const auto* const tcp = std::get_if<wire::TcpHeader>(&packet->transport)) {
    return of_tcp(*tcp, answer);
  }
  if (const auto* const udp = std::get_if<wire::UdpHeader>(&packet->transport)) {
    return of_udp(*udp, answer);
  }
  return of_icmp(*packet, std::get<wire::IcmpHeader>(packet->transport), answer, scope);
}

}  // namespace minato::scan
