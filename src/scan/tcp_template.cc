// Building the constant part with the encoders, then stamping the rest.
#include "scan/tcp_template.h"

#include <cstring>

#include "base/check.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"
#include "wire/ipv6.h"
#include "wire/protocol_numbers.h"
#include "wire/tcp.h"
#include "wire/tcp_options.h"

namespace minato::scan {
namespace {

constexpr std::uint16_t kWindow = 1024;
constexpr std::uint16_t kSegmentBytes = 1460;
constexpr std::uint8_t kScale = 7;
constexpr std::size_t kMostOptionBytes = 20;
constexpr std::size_t kIpv4IdAt = 4;
constexpr std::size_t kIpv4ChecksumAt = 10;
constexpr std::size_t kIpv4DestinationAt = 16;
constexpr std::size_t kIpv6DestinationAt = 24;
constexpr std::size_t kTcpChecksumAt = 16;

void put16(std::span<std::uint8_t> room, std::size_t at, std::uint16_t value) {
  room[at] = static_cast<std::uint8_t>(value >> 8);
  room[at + 1] = static_cast<std::uint8_t>(value);
}

void put32(std::span<std::uint8_t> room, std::size_t at, std::uint32_t value) {
  put16(room, at, static_cast<std::uint16_t>(value >> 16));
  put16(room, at + 2, static_cast<std::uint16_t>(value));
}

/// The size that every Ethernet host announces, and what else.
wire::TcpOptions options_of(SynOffer offer) {
  wire::TcpOptions options{.maximum_segment_bytes = kSegmentBytes};
  if (offer == SynOffer::plain) return options;
  options.sack_permitted = true;
  options.timestamps = wire::TcpTimestamps{.value = 1};
  options.window_scale = kScale;
  return options;
}

model::IpAddress nowhere(bool is_v4) {
  return is_v4 ? model::IpAddress() : model::IpAddress::v6(std::array<std::uint8_t, 16>{});
}

}  // namespace

TcpTemplate::TcpTemplate(const Lane& lane, const ProbeKind& kind, std::uint8_t ttl, SynOffer offer)
    : is_v4_(lane.source.is_v4()), acknowledges_((kind.tcp_flags & wire::kTcpAck) != 0) {
  std::array<std::uint8_t, kMostOptionBytes> options{};
  base::ByteWriter option_writer(options);
  // Only a SYN negotiates.
  const bool opens = (kind.tcp_flags & wire::kTcpSyn) != 0;
  if (opens) encode(options_of(offer), option_writer);
  const wire::TcpHeader tcp{
      .flags = kind.tcp_flags, .window = kWindow, .options = option_writer.written()};
  const std::size_t segment_bytes = tcp.header_bytes();

  base::ByteWriter out(bytes_);
  if (lane.framing == wire::LinkType::ethernet) {
    const std::uint16_t type = is_v4_ ? wire::kEtherTypeIpv4 : wire::kEtherTypeIpv6;
    encode(wire::EthernetHeader{.source = lane.own_mac, .ethertype = type}, out);
  }
  network_at_ = out.size();
  if (is_v4_) {
    encode(wire::Ipv4Header{.ttl = ttl, .protocol = wire::kIpTcp, .source = lane.source},
           segment_bytes, out);
    put16(bytes_, network_at_ + kIpv4ChecksumAt, 0);
    network_sum_.add(out.written().subspan(network_at_));
  } else {
    encode(wire::Ipv6Header{.next_header = wire::kIpTcp,
                            .hop_limit = ttl,
                            .source = lane.source,
                            .destination = nowhere(false)},
           segment_bytes, out);
  }
  transport_at_ = out.size();
  transport_sum_ = wire::pseudo_header_sum(lane.source, nowhere(is_v4_), wire::kIpTcp,
                                           static_cast<std::uint32_t>(segment_bytes));
  encode(tcp, {}, transport_sum_, out);
  MINATO_CHECK(!out.failed());
  put16(bytes_, transport_at_ + kTcpChecksumAt, 0);
  transport_sum_.add(out.written().subspan(transport_at_));
  length_ = out.size();
}

std::size_t TcpTemplate::stamp(const wire::MacAddress& next_hop, const model::IpAddress& target,
                               std::uint16_t port, const ProbeToken& token,
                               std::span<std::uint8_t> room) const {
  std::memcpy(room.data(), bytes_.data(), length_);
  if (network_at_ != 0) std::memcpy(room.data(), next_hop.bytes.data(), next_hop.bytes.size());
  const base::Bytes destination = target.bytes();
  const std::size_t address_at = network_at_ + (is_v4_ ? kIpv4DestinationAt : kIpv6DestinationAt);
  std::memcpy(room.data() + address_at, destination.data(), destination.size());
  wire::ChecksumSum address_sum;
  address_sum.add(destination);
  if (is_v4_) {
    // Any identification but a constant one; the token is random enough.
    const auto identification = static_cast<std::uint16_t>(token.number >> 8);
    wire::ChecksumSum sum = network_sum_;
    sum.add(address_sum);
    sum.add16(identification);
    put16(room, network_at_ + kIpv4IdAt, identification);
    put16(room, network_at_ + kIpv4ChecksumAt, sum.checksum());
  }
  const std::span<std::uint8_t> segment = room.subspan(transport_at_);
  put16(segment, 0, token.source_port);
  put16(segment, 2, port);
  put32(segment, 4, token.number);
  if (acknowledges_) put32(segment, 8, token.number);
  wire::ChecksumSum sum = transport_sum_;
  sum.add(address_sum);
  sum.add16(token.source_port);
  sum.add16(port);
  sum.add32(token.number);
  if (acknowledges_) sum.add32(token.number);
  put16(segment, kTcpChecksumAt, sum.checksum());
  return length_;
}

}  // namespace minato::scan
