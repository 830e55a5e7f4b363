// Ways through: SOCKS5 (RFC 1928), STUN (RFC 8489), OpenVPN (hard reset of the control channel),
// IKE (RFC 2408: an offer in main mode), QUIC version negotiation (RFC 9000 section 6).
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

std::string hex(base::Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

constexpr Exchange kSocksTalk{
    .first = [](const MachineOptions&) { return std::string("\x05\x02\x00\x02", 4); },
    .measure = [](std::string_view received) -> MessageLength {
      if (received[0] != 5) return std::nullopt;
      return received.size() < 2 ? 0 : 2;
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      const unsigned method = static_cast<unsigned char>(message[1]);
      constexpr unsigned kNone = 0, kPassword = 2, kRefused = 255;
      if (method != kNone && method != kPassword && method != kRefused) return Turn::not_ours();
      facts.add("socks.version", "5");
      facts.add_number("socks.method", method);
      return Turn::finished();
    },
    .rule = "socks5-method"};

constexpr std::uint32_t kStunCookie = 0x2112a442;
constexpr std::size_t kStunHead = 20;

std::string stun_request(const MachineOptions& options) {
  constexpr unsigned kBinding = 1;
  return ByteBuilder()
      .u16(kBinding)
      .u16(0)
      .u32(kStunCookie)
      .u16(options.transaction)
      .text("minatominato")
      .string()
      .substr(0, kStunHead);
}

MessageLength measure_stun(std::string_view received) {
  if (static_cast<unsigned char>(received[0]) > 1) return std::nullopt;
  if (received.size() < kStunHead) return 0;
  ByteReader in(base::as_bytes(received));
  in.skip(2);
  const std::size_t length = in.u16();
  if (in.u32() != kStunCookie || length > 2048) return std::nullopt;
  return kStunHead + length;
}

Turn read_stun(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  constexpr unsigned kSuccess = 0x0101, kError = 0x0111, kSoftware = 0x8022;
  const unsigned type = in.u16();
  in.skip(2);
  if ((type != kSuccess && type != kError) || in.u32() != kStunCookie) return Turn::not_ours();
  in.skip(12);
  facts.add("stun.answer", type == kSuccess ? "success" : "error");
  while (in.remaining() >= 4 && !in.failed()) {
    const unsigned attribute = in.u16();
    const std::size_t length = in.u16();
    const base::Bytes value = in.bytes(length);
    if (in.failed()) break;
    if (attribute == kSoftware) facts.add("stun.software", base::trim(base::as_text(value)));
    in.skip(std::min((4 - length % 4) % 4, in.remaining()));
  }
  return Turn::finished();
}

constexpr Exchange kStunUdpTalk{
    .first = stun_request, .measure = measure_datagram, .read = read_stun, .rule = "stun-answer"};
constexpr Exchange kStunTcpTalk{
    .first = stun_request, .measure = measure_stun, .read = read_stun, .rule = "stun-answer"};

std::string openvpn_reset(const MachineOptions& options) {
  constexpr unsigned kHardResetClient2 = 7U << 3U;
  return ByteBuilder()
      .u8(kHardResetClient2)
      .u32(options.transaction)
      .u32(0x6d696e61)
      .u8(0)  // nothing to acknowledge
      .u32(0)
      .string();
}

Turn read_openvpn(std::string_view message, unsigned /*number*/, Facts& facts) {
  constexpr unsigned kHardResetServer2 = 8;
  constexpr std::size_t kLeast = 14;
  const unsigned operation = static_cast<unsigned char>(message[0]) >> 3U;
  if (operation != kHardResetServer2 || message.size() < kLeast) return Turn::not_ours();
  facts.add("openvpn.answer", "hard-reset");
  return Turn::finished();
}

constexpr Exchange kOpenVpnUdpTalk{.first = openvpn_reset,
                                   .measure = measure_datagram,
                                   .read = read_openvpn,
                                   .rule = "openvpn-reset"};
constexpr Exchange kOpenVpnTcpTalk{
    .first =
        [](const MachineOptions& options) {
          ByteBuilder message;
          message.text(openvpn_reset(options));
          return ByteBuilder().sized16(message).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      if (received.size() < 2) return 0;
      ByteReader in(base::as_bytes(received));
      const std::size_t length = in.u16();
      return length < 14 || length > 1024 ? MessageLength() : MessageLength(2 + length);
    },
    .read = [](std::string_view message, unsigned number,
               Facts& facts) { return read_openvpn(message.substr(2), number, facts); },
    .rule = "openvpn-reset"};

constexpr std::size_t kIkeHead = 28;

/// One transform: AES or 3DES, SHA-1, pre-shared key, a group.
ByteBuilder ike_transform(unsigned number, unsigned cipher, unsigned group, bool last) {
  ByteBuilder attributes;
  attributes.u16(0x8001).u16(cipher).u16(0x8002).u16(2).u16(0x8003).u16(1).u16(0x8004).u16(group);
  constexpr unsigned kAes = 7;
  if (cipher == kAes) attributes.u16(0x800e).u16(128);
  attributes.u16(0x800b).u16(1).u16(0x800c).u16(28800);
  ByteBuilder transform;
  transform.u8(last ? 0 : 3).u8(0).u16(8 + attributes.size()).u8(number).u8(1).u16(0);
  return transform.bytes(attributes.view());
}

std::string ike_offer(const MachineOptions& options) {
  ByteBuilder transforms;
  transforms.bytes(ike_transform(1, 7, 14, false).view());
  transforms.bytes(ike_transform(2, 7, 2, false).view());
  transforms.bytes(ike_transform(3, 5, 2, true).view());
  ByteBuilder proposal;
  proposal.u8(0).u8(0).u16(8 + transforms.size()).u8(1).u8(1).u8(0).u8(3).bytes(transforms.view());
  ByteBuilder offer;
  offer.u8(0).u8(0).u16(12 + proposal.size()).u32(1).u32(1).bytes(proposal.view());
  constexpr unsigned kSecurityAssociation = 1, kVersion1 = 0x10, kMainMode = 2;
  return ByteBuilder()
      .u32(0x6d696e61)
      .u32(options.transaction)
      .zeros(8)
      .u8(kSecurityAssociation)
      .u8(kVersion1)
      .u8(kMainMode)
      .u8(0)
      .u32(0)
      .u32(kIkeHead + offer.size())
      .bytes(offer.view())
      .string();
}

constexpr Exchange kIkeTalk{.first = ike_offer,
                            .measure = measure_datagram,
                            .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
                              ByteReader in(base::as_bytes(message));
                              const bool ours = in.u32() == 0x6d696e61;
                              in.skip(12);
                              unsigned next = in.u8();
                              const unsigned version = in.u8();
                              in.skip(10);
                              if (!ours || in.failed()) return Turn::not_ours();
                              facts.add("ike.version",
                                        fmt::format("{}.{}", version >> 4U, version & 15U));
                              constexpr unsigned kVendor = 13;
                              while (next != 0 && in.remaining() >= 4) {
                                const unsigned type = next;
                                next = in.u8();
                                in.skip(1);
                                const std::size_t length = in.u16();
                                if (length < 4) break;
                                const base::Bytes body = in.bytes(length - 4);
                                if (in.failed()) break;
                                if (type == kVendor) facts.add("ike.vendor", hex(body));
                              }
                              return Turn::finished();
                            },
                            .rule = "ike-answer"};

constexpr Exchange kQuicTalk{
    .first =
        [](const MachineOptions& options) {
          // A version that exists to be refused; servers answer only datagrams of full size.
          constexpr std::size_t kFullSize = 1200;
          constexpr std::uint32_t kReserved = 0x1a2a3a4a;
          ByteBuilder packet;
          packet.u8(0xc0).u32(kReserved).u8(8).u32(options.transaction).u32(0x6d696e61);
          packet.u8(8).u32(0x6d696e61).u32(options.transaction);
          return packet.zeros(kFullSize - packet.size()).string();
        },
    .measure = measure_datagram,
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      ByteReader in(base::as_bytes(message));
      const bool long_header = (in.u8() & 0x80U) != 0;
      if (!long_header || in.u32() != 0) return Turn::not_ours();
      in.skip(in.u8());
      in.skip(in.u8());
      std::vector<std::string> versions;
      while (in.remaining() >= 4 && versions.size() < 16) {
        versions.push_back(fmt::format("{:08x}", in.u32()));
      }
      if (in.failed() || versions.empty()) return Turn::not_ours();
      facts.add("quic.versions", fmt::format("{}", fmt::join(versions, " ")));
      return Turn::finished();
    },
    .rule = "quic-versions"};

}  // namespace

extern const Protocol kSocks5, kStunTcp, kStunUdp, kOpenVpnTcp, kOpenVpnUdp, kIke, kQuic;
const Protocol kSocks5{.name = "socks5", .ports = {1080}, .create = make_exchange<kSocksTalk>};
const Protocol kStunTcp{
    .name = "stun", .ports = {3478}, .tls_ports = {5349}, .create = make_exchange<kStunTcpTalk>};
const Protocol kStunUdp{.name = "stun",
                        .transport = model::Transport::udp,
                        .ports = {3478},
                        .create = make_exchange<kStunUdpTalk>};
const Protocol kOpenVpnTcp{
    .name = "openvpn", .ports = {1194}, .create = make_exchange<kOpenVpnTcpTalk>};
const Protocol kOpenVpnUdp{.name = "openvpn",
                           .transport = model::Transport::udp,
                           .ports = {1194},
                           .create = make_exchange<kOpenVpnUdpTalk>};
const Protocol kIke{.name = "isakmp",
                    .transport = model::Transport::udp,
                    .ports = {500},
                    .create = make_exchange<kIkeTalk>};
const Protocol kQuic{.name = "quic",
                     .transport = model::Transport::udp,
                     .ports = {443},
                     .create = make_exchange<kQuicTalk>};

}  // namespace minato::talk
