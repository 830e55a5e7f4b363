// TCP from templates; the rarer shapes through the encoders.
#include "scan/probe_writer.h"

#include "scan/udp_payloads.h"
#include "wire/arp.h"
#include "wire/ethernet.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"
#include "wire/ipv6.h"
#include "wire/ndp.h"
#include "wire/protocol_numbers.h"
#include "wire/udp.h"

namespace minato::scan {
namespace {

constexpr std::uint8_t kNeighborHops = 255;  // RFC 4861 section 7.1: anything else is ignored

/// Where a packet goes, and as what.
struct Envelope {
  const Lane& lane;
  const model::IpAddress& target;
  wire::MacAddress next_hop{};
  std::uint8_t protocol = 0;
  std::uint8_t ttl = 64;
};

void begin_frame(const Lane& lane, const wire::MacAddress& next_hop, std::uint16_t type,
                 base::ByteWriter& out) {
  if (lane.framing != wire::LinkType::ethernet) return;
  encode(wire::EthernetHeader{next_hop, lane.own_mac, type}, out);
}

/// Link and network headers in front of `payload_bytes`.
void begin_packet(const Envelope& to, std::size_t payload_bytes, base::ByteWriter& out) {
  if (to.target.is_v4()) {
    begin_frame(to.lane, to.next_hop, wire::kEtherTypeIpv4, out);
    const wire::Ipv4Header ip{
        .ttl = to.ttl, .protocol = to.protocol, .source = to.lane.source, .destination = to.target};
    encode(ip, payload_bytes, out);
    return;
  }
  begin_frame(to.lane, to.next_hop, wire::kEtherTypeIpv6, out);
  const wire::Ipv6Header ip{.next_header = to.protocol,
                            .hop_limit = to.ttl,
                            .source = to.lane.source,
                            .destination = to.target};
  encode(ip, payload_bytes, out);
}

wire::ChecksumSum pseudo_of(const Envelope& to, std::size_t bytes) {
  return wire::pseudo_header_sum(to.lane.source, to.target, to.protocol,
                                 static_cast<std::uint32_t>(bytes));
}

}  // namespace

ProbeWriter::ProbeWriter(std::span<const ProbeKind* const> kinds, std::span<const Lane> lanes,
                         const TokenMaker& tokens, const PacketStyle& style)
    : kinds_(kinds.begin(), kinds.end()), lanes_(lanes), tokens_(tokens), style_(style) {
  for (const ProbeKind* const kind : kinds_) {
    for (const Lane& lane : lanes) tcp_.emplace_back(lane, *kind, style.ttl, style.offer);
  }
}

std::size_t ProbeWriter::write(const Probe& probe, std::uint8_t try_number, CanaryKind canary,
                               std::span<std::uint8_t> room) const {
  const Lane& lane = lanes_[probe.lane];
  if (canary == CanaryKind::neighbor) {
    return write_neighbor_request(lane, probe.address, probe.next_hop, room);
  }
  const std::uint16_t hashed_kind = canary == CanaryKind::none ? probe.kind : kCanaryKind;
  const ProbeToken token = tokens_.make(probe.address, probe.port, hashed_kind, try_number);
  if (canary == CanaryKind::echo) return write_echo(probe, token, room);
  switch (kinds_[probe.kind]->shape) {
    case ProbeShape::udp:
      return write_datagram(probe, token, room);
    case ProbeShape::echo:
      return write_echo(probe, token, room);
    case ProbeShape::neighbor:
      return write_neighbor_request(lane, probe.address, {}, room);
    case ProbeShape::tcp:
    case ProbeShape::connect:
      break;
  }
  return tcp_[probe.kind * lanes_.size() + probe.lane].stamp(probe.next_hop, probe.address,
                                                             probe.port, token, room);
}

std::size_t ProbeWriter::write_datagram(const Probe& probe, const ProbeToken& token,
                                        std::span<std::uint8_t> room) const {
  const base::Bytes payload = udp_payload(probe.port);
  const std::size_t bytes = wire::kUdpHeaderBytes + payload.size();
  const Envelope to{lanes_[probe.lane], probe.address, probe.next_hop, wire::kIpUdp, style_.ttl};
  base::ByteWriter out(room);
  begin_packet(to, bytes, out);
  const wire::UdpHeader header{.source_port = token.source_port, .destination_port = probe.port};
  encode(header, payload, pseudo_of(to, bytes), out);
  return out.size();
}

std::size_t ProbeWriter::write_echo(const Probe& probe, const ProbeToken& token,
                                    std::span<std::uint8_t> room) const {
  const bool is_v4 = probe.address.is_v4();
  const std::uint8_t number = is_v4 ? wire::kIpIcmp : wire::kIpIcmpv6;
  const Envelope to{lanes_[probe.lane], probe.address, probe.next_hop, number, style_.ttl};
  base::ByteWriter out(room);
  begin_packet(to, wire::kIcmpHeaderBytes, out);
  const wire::IcmpHeader header{.type = is_v4 ? wire::kIcmpEchoRequest : wire::kIcmpv6EchoRequest,
                                .rest = token.number};
  encode(header, {}, is_v4 ? wire::ChecksumSum() : pseudo_of(to, wire::kIcmpHeaderBytes), out);
  return out.size();
}

std::size_t write_neighbor_request(const Lane& lane, const model::IpAddress& target,
                                   const wire::MacAddress& next_hop, std::span<std::uint8_t> room) {
  base::ByteWriter out(room);
  const bool known = !next_hop.is_zero();
  if (target.is_v4()) {
    begin_frame(lane, known ? next_hop : wire::kBroadcastMac, wire::kEtherTypeArp, out);
    const wire::ArpPacket arp{.operation = wire::kArpRequest,
                              .sender_mac = lane.own_mac,
                              .sender_ip = lane.source,
                              .target_ip = target};
    encode(arp, out);
    return out.size();
  }
  const model::IpAddress asked = known ? target : wire::solicited_node_address(target);
  const wire::NeighborMessage message{.target = target, .mac = lane.own_mac};
  const std::size_t bytes = wire::neighbor_bytes(message);
  const Envelope to{lane, asked, known ? next_hop : wire::multicast_mac(asked), wire::kIpIcmpv6,
                    kNeighborHops};
  begin_packet(to, bytes, out);
  encode(message, pseudo_of(to, bytes), out);
  return out.size();
}

}  // namespace minato::scan
