// Neighbor discovery inside ICMPv6.
#include "wire/ndp.h"

#include <algorithm>

#include "wire/icmp.h"

namespace minato::wire {
namespace {

constexpr std::uint32_t kRouter = 0x80000000;
constexpr std::uint32_t kSolicited = 0x40000000;
constexpr std::uint32_t kOverride = 0x20000000;
constexpr std::uint8_t kSourceLinkLayer = 1;
constexpr std::uint8_t kTargetLinkLayer = 2;
constexpr std::size_t kLinkLayerOptionBytes = 8;

/// The link-layer address that belongs to this kind of message, if the options carry it.
tl::expected<std::optional<MacAddress>, base::Malformed> find_mac(base::ByteReader& in,
                                                                  std::uint8_t wanted) {
  std::optional<MacAddress> mac;
  while (in.remaining() > 0) {
    const std::size_t at = in.offset();
    const std::uint8_t type = in.u8();
    const std::size_t bytes = std::size_t{in.u8()} * 8;
    if (in.failed() || bytes == 0) return malformed(at, "neighbor option of length 0");
    const base::Bytes value = in.bytes(bytes - 2);
    if (in.failed()) return malformed(at, "neighbor option runs over the end");
    if (type == wanted && bytes == kLinkLayerOptionBytes && !mac) mac = MacAddress::from(value);
  }
  return mac;
}

}  // namespace

Decode<NeighborMessage> decode_neighbor(base::Bytes message) {
  const auto icmp = decode_icmpv6(message);
  if (!icmp) return tl::unexpected(icmp.error());
  Decoded<NeighborMessage> out;
  out.header.type = icmp->header.type;
  const bool solicitation = icmp->header.type == kNeighborSolicitation;
  if (!solicitation && icmp->header.type != kNeighborAdvertisement) {
    return malformed(0, "icmpv6 type is not neighbor discovery");
  }
  out.header.router = (icmp->header.rest & kRouter) != 0;
  out.header.solicited = (icmp->header.rest & kSolicited) != 0;
  out.header.override_ = (icmp->header.rest & kOverride) != 0;
  base::ByteReader in(icmp->payload);
  std::array<std::uint8_t, 16> target{};
  std::ranges::copy(in.bytes(target.size()), target.begin());
  if (in.failed()) return malformed(kIcmpHeaderBytes, "neighbor target cut short");
  out.header.target = model::IpAddress::v6(target);
  const auto mac = find_mac(in, solicitation ? kSourceLinkLayer : kTargetLinkLayer);
  if (!mac) {
    const std::size_t options_at = kIcmpHeaderBytes;
    return malformed(options_at + mac.error().offset, mac.error().rule);
  }
  out.header.mac = *mac;
  out.next = Protocol::none;
  return out;
}

std::size_t neighbor_bytes(const NeighborMessage& message) {
  return message.mac ? kNeighborMessageBytes : kNeighborMessageBytes - kLinkLayerOptionBytes;
}

void encode(const NeighborMessage& message, const ChecksumSum& pseudo, base::ByteWriter& out) {
  std::array<std::uint8_t, kNeighborMessageBytes - kIcmpHeaderBytes> body{};
  base::ByteWriter options(body);
  options.bytes(message.target.bytes());
  if (message.mac) {
    options.u8(message.type == kNeighborSolicitation ? kSourceLinkLayer : kTargetLinkLayer);
    options.u8(kLinkLayerOptionBytes / 8);
    options.bytes(message.mac->bytes);
  }
  IcmpHeader header{.type = message.type};
  header.rest = (message.router ? kRouter : 0) | (message.solicited ? kSolicited : 0) |
                (message.override_ ? kOverride : 0);
  encode(header, options.written(), pseudo, out);
}

model::IpAddress solicited_node_address(const model::IpAddress& address) {
  std::array<std::uint8_t, 16> bytes = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0};
  const auto own = address.bytes();
  std::copy(own.end() - 3, own.end(), bytes.end() - 3);
  return model::IpAddress::v6(bytes, address.scope());
}

MacAddress multicast_mac(const model::IpAddress& multicast) {
  const auto bytes = multicast.bytes();
  MacAddress mac{{0x33, 0x33, 0, 0, 0, 0}};
  std::copy(bytes.end() - 4, bytes.end(), mac.bytes.begin() + 2);
  return mac;
}

}  // namespace minato::wire
