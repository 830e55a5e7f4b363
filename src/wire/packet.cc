// From the first byte of a frame to the payload of its transport header: one step a header.
#include "wire/packet.h"

#include "wire/protocol_numbers.h"

namespace minato::wire {
namespace {

using Step = tl::expected<void, base::Malformed>;

/// Keeps the frame's start, so that offsets in Malformed count from there.
class Walker {
 public:
  explicit Walker(base::Bytes frame) : frame_(frame) { packet_.payload = frame; }

  tl::expected<Packet, base::Malformed> run(Protocol first) {
    packet_.next = first;
    while (true) {
      const Protocol now = packet_.next;
      if (now == Protocol::none || now == Protocol::unknown || done_) return packet_;
      const Step step = this->step(now);
      if (!step) return tl::unexpected(step.error());
    }
  }

 private:
  Step step(Protocol now) {
    switch (now) {
      case Protocol::ethernet:
        return take(decode_ethernet(packet_.payload), packet_.ethernet);
      case Protocol::vlan:
        return vlan();
      case Protocol::arp:
        packet_.network_bytes = packet_.payload;
        return take(decode_arp(packet_.payload), packet_.network);
      case Protocol::ipv4:
        if (!enter_network()) return {};
        return take(decode_ipv4(packet_.payload), packet_.network);
      case Protocol::ipv6:
        if (!enter_network()) return {};
        return take(decode_ipv6(packet_.payload), packet_.network);
      case Protocol::ipv6_extension:
        return extensions();
      case Protocol::tcp:
        enter_transport();
        return take(decode_tcp(packet_.payload), packet_.transport);
      case Protocol::udp:
        enter_transport();
        return take(decode_udp(packet_.payload), packet_.transport);
      case Protocol::icmp:
        enter_transport();
        return take(decode_icmp(packet_.payload), packet_.transport);
      case Protocol::icmpv6:
        enter_transport();
        return take(decode_icmpv6(packet_.payload), packet_.transport);
      default:
        done_ = true;  // SCTP, DCCP: the payload stays bytes
        return {};
    }
  }

  Step vlan() {
    if (packet_.vlan_count == kMostVlanTags) return malformed(offset(), "too many vlan tags");
    return take(decode_vlan(packet_.payload), packet_.vlans[packet_.vlan_count++]);
  }

  Step extensions() {
    const auto* const ip = std::get_if<Ipv6Header>(&packet_.network);
    if (ip == nullptr) {
      done_ = true;
      return {};
    }
    return take(decode_ipv6_extensions(ip->next_header, packet_.payload), packet_.extensions);
  }

  /// False inside another IP packet or an ICMP quote: one network header a packet.
  bool enter_network() {
    done_ = packet_.network.index() != 0;
    if (!done_) packet_.network_bytes = packet_.payload;
    return !done_;
  }

  void enter_transport() { packet_.transport_bytes = packet_.payload; }

  template <typename Header, typename Place>
  Step take(const Decode<Header>& decoded, Place& place) {
    if (!decoded) return malformed(offset() + decoded.error().offset, decoded.error().rule);
    place = decoded->header;
    packet_.next = decoded->next;
    packet_.payload = decoded->payload;
    return {};
  }

  [[nodiscard]] std::size_t offset() const {
    return static_cast<std::size_t>(packet_.payload.data() - frame_.data());
  }

  base::Bytes frame_;
  Packet packet_;
  bool done_ = false;
};

}  // namespace

const model::IpAddress* Packet::source() const {
  if (const auto* const four = std::get_if<Ipv4Header>(&network)) return &four->source;
  if (const auto* const six = std::get_if<Ipv6Header>(&network)) return &six->source;
  return nullptr;
}

const model::IpAddress* Packet::destination() const {
  if (const auto* const four = std::get_if<Ipv4Header>(&network)) return &four->destination;
  if (const auto* const six = std::get_if<Ipv6Header>(&network)) return &six->destination;
  return nullptr;
}

tl::expected<Packet, base::Malformed> decode_packet(LinkType link, base::Bytes frame) {
  if (link == LinkType::ethernet) return Walker(frame).run(Protocol::ethernet);
  if (frame.empty()) return malformed(0, "packet without bytes");
  const std::uint8_t version = frame[0] >> 4;
  if (version != 4 && version != 6) return malformed(0, "ip version is neither 4 nor 6");
  return Walker(frame).run(version == 4 ? Protocol::ipv4 : Protocol::ipv6);
}

}  // namespace minato::wire
