// Headers in words.
#include "cli/packet_line.h"

#include <fmt/format.h>

#include <array>

#include "model/endpoint.h"
#include "wire/packet.h"

namespace minato::cli {
namespace {

struct FlagName {
  std::uint16_t bit;
  std::string_view name;
};
constexpr std::array kFlags = {FlagName{wire::kTcpFin, "FIN"}, FlagName{wire::kTcpSyn, "SYN"},
                               FlagName{wire::kTcpRst, "RST"}, FlagName{wire::kTcpPsh, "PSH"},
                               FlagName{wire::kTcpAck, "ACK"}, FlagName{wire::kTcpUrg, "URG"}};

std::string flags_text(const wire::TcpHeader& tcp) {
  std::string text;
  for (const auto& [bit, name] : kFlags) {
    if (tcp.has(bit)) text += fmt::format("{}{}", text.empty() ? "" : "+", name);
  }
  return text.empty() ? "no flags" : text;
}

std::string end_text(const model::IpAddress& address, std::uint16_t port) {
  return address.is_v4() ? fmt::format("{}:{}", to_text(address), port)
                         : fmt::format("[{}]:{}", to_text(address), port);
}

}  // namespace

std::string packet_line(wire::LinkType link, base::Bytes frame) {
  const auto packet = wire::decode_packet(link, frame);
  if (!packet) return "";
  if (const auto* const arp = std::get_if<wire::ArpPacket>(&packet->network)) {
    return fmt::format("arp who-has {} tell {}, {} bytes", to_text(arp->target_ip),
                       to_text(arp->sender_ip), frame.size());
  }
  if (packet->source() == nullptr) return "";
  const auto* const four = std::get_if<wire::Ipv4Header>(&packet->network);
  const unsigned hops =
      four != nullptr ? four->ttl : std::get<wire::Ipv6Header>(packet->network).hop_limit;
  const std::string tail = fmt::format("ttl {}, {} bytes", hops, packet->network_bytes.size());
  if (const auto* const tcp = std::get_if<wire::TcpHeader>(&packet->transport)) {
    return fmt::format("tcp {} > {} {} {}", end_text(*packet->source(), tcp->source_port),
                       end_text(*packet->destination(), tcp->destination_port), flags_text(*tcp),
                       tail);
  }
  if (const auto* const udp = std::get_if<wire::UdpHeader>(&packet->transport)) {
    return fmt::format("udp {} > {} {}", end_text(*packet->source(), udp->source_port),
                       end_text(*packet->destination(), udp->destination_port), tail);
  }
  const auto* const icmp = std::get_if<wire::IcmpHeader>(&packet->transport);
  const unsigned type = icmp != nullptr ? icmp->type : 0;
  return fmt::format("icmp {} > {} type {} {}", to_text(*packet->source()),
                     to_text(*packet->destination()), type, tail);
}

}  // namespace minato::cli
