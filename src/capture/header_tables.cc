// Header layouts: RFC 791, 8200, 9293, 768, 792, 4443, 826, 9260, 4340, 3828, 2784, 7348, 8926,
// 3032, 2516; IEEE 802.3 and 802.1Q.
#include "capture/header_tables.h"

#include <array>

namespace minato::capture {
namespace {

using wire::Protocol;
using enum FieldKind;

constexpr FieldRow kSourcePort = {16, "source-port", Show::number, source_port};
constexpr FieldRow kDestinationPort = {16, "destination-port", Show::number, destination_port};
constexpr FieldRow kChecksum = {16, "checksum", Show::hexadecimal, check};

constexpr std::array kEthernet = {FieldRow{48, "destination-mac", Show::mac, address},
                                  FieldRow{48, "source-mac", Show::mac, address},
                                  FieldRow{16, "ethertype", Show::ethertype}};
constexpr std::array kVlan = {FieldRow{3, "priority"}, FieldRow{1, "drop-eligible"},
                              FieldRow{12, "vlan-id"}, FieldRow{16, "ethertype", Show::ethertype}};
constexpr std::array kArp = {FieldRow{16, "hardware-type"},
                             FieldRow{16, "ethertype", Show::ethertype},
                             FieldRow{8, "hardware-size"},
                             FieldRow{8, "address-size"},
                             FieldRow{16, "arp-operation"},
                             FieldRow{48, "source-mac", Show::mac, address},
                             FieldRow{32, "source-address", Show::ipv4, address},
                             FieldRow{48, "destination-mac", Show::mac, address},
                             FieldRow{32, "destination-address", Show::ipv4, address}};
constexpr std::array kIpv4 = {FieldRow{4, "version"},
                              FieldRow{4, "header-length", Show::words},
                              FieldRow{8, "service-class", Show::hexadecimal},
                              FieldRow{16, "total-length"},
                              FieldRow{16, "identification", Show::hexadecimal},
                              FieldRow{3, "ip-flags", Show::ip_flags, flags},
                              FieldRow{13, "fragment-offset", Show::units},
                              FieldRow{8, "time-to-live"},
                              FieldRow{8, "protocol", Show::ip_protocol},
                              FieldRow{16, "header-checksum", Show::hexadecimal, check},
                              FieldRow{32, "source-address", Show::ipv4, address},
                              FieldRow{32, "destination-address", Show::ipv4, address},
                              FieldRow{kRest, "options", Show::bytes}};
constexpr std::array kIpv6 = {FieldRow{4, "version"},
                              FieldRow{8, "service-class", Show::hexadecimal},
                              FieldRow{20, "flow-label", Show::hexadecimal},
                              FieldRow{16, "payload-length"},
                              FieldRow{8, "next-header", Show::ip_protocol},
                              FieldRow{8, "hop-limit"},
                              FieldRow{128, "source-address", Show::ipv6, address},
                              FieldRow{128, "destination-address", Show::ipv6, address}};
constexpr std::array kIpv6Extension = {FieldRow{8, "next-header", Show::ip_protocol},
                                       FieldRow{kRest, "content", Show::bytes}};
constexpr std::array kTcp = {kSourcePort,
                             kDestinationPort,
                             FieldRow{32, "sequence"},
                             FieldRow{32, "acknowledgment"},
                             FieldRow{4, "header-length", Show::words},
                             FieldRow{3, "reserved"},
                             FieldRow{9, "tcp-flags", Show::tcp_flags, flags},
                             FieldRow{16, "window"},
                             kChecksum,
                             FieldRow{16, "urgent"},
                             FieldRow{kRest, "options", Show::tcp_options}};
constexpr std::array kUdp = {kSourcePort, kDestinationPort, FieldRow{16, "datagram-length"},
                             kChecksum};
constexpr std::array kUdpLite = {kSourcePort, kDestinationPort, FieldRow{16, "coverage"},
                                 kChecksum};
constexpr std::array kSctp = {kSourcePort, kDestinationPort,
                              FieldRow{32, "verification-tag", Show::hexadecimal},
                              FieldRow{32, "checksum", Show::hexadecimal}};
constexpr std::array kDccp = {kSourcePort,
                              kDestinationPort,
                              FieldRow{8, "header-length", Show::words},
                              FieldRow{8, "content", Show::hexadecimal},
                              kChecksum,
                              FieldRow{kRest, "content", Show::bytes}};
constexpr std::array kIcmp = {FieldRow{8, "icmp-type"}, FieldRow{8, "icmp-code"}, kChecksum,
                              FieldRow{32, "content", Show::hexadecimal}};
constexpr std::array kGre = {FieldRow{16, "flags", Show::hexadecimal},
                             FieldRow{16, "ethertype", Show::ethertype},
                             FieldRow{kRest, "content", Show::bytes}};
constexpr std::array kVxlan = {FieldRow{8, "flags", Show::hexadecimal}, FieldRow{24, "reserved"},
                               FieldRow{24, "network-id"}, FieldRow{8, "reserved"}};
constexpr std::array kGeneve = {FieldRow{2, "version"},
                                FieldRow{6, "options-length", Show::words},
                                FieldRow{8, "flags", Show::hexadecimal},
                                FieldRow{16, "ethertype", Show::ethertype},
                                FieldRow{24, "network-id"},
                                FieldRow{8, "reserved"},
                                FieldRow{kRest, "options", Show::bytes}};
constexpr std::array kMpls = {FieldRow{20, "label"}, FieldRow{3, "priority"}, FieldRow{1, "bottom"},
                              FieldRow{8, "time-to-live"}};
constexpr std::array kPppoe = {FieldRow{4, "version"}, FieldRow{4, "type"}, FieldRow{8, "code"},
                               FieldRow{16, "session", Show::hexadecimal},
                               FieldRow{16, "payload-length"}};
constexpr std::array kSll = {
    FieldRow{16, "packet-type"}, FieldRow{16, "hardware-type"}, FieldRow{16, "hardware-size"},
    FieldRow{64, "source-mac", Show::mac, address}, FieldRow{16, "ethertype", Show::ethertype}};
constexpr std::array kSll2 = {FieldRow{16, "ethertype", Show::ethertype},
                              FieldRow{16, "reserved"},
                              FieldRow{32, "interface"},
                              FieldRow{16, "hardware-type"},
                              FieldRow{8, "packet-type"},
                              FieldRow{8, "hardware-size"},
                              FieldRow{64, "source-mac", Show::mac, address}};
constexpr std::array kOther = {FieldRow{kRest, "content", Show::bytes}};

}  // namespace

std::span<const FieldRow> field_rows(Protocol protocol) {
  switch (protocol) {
    case Protocol::ethernet:
      return kEthernet;
    case Protocol::vlan:
      return kVlan;
    case Protocol::arp:
      return kArp;
    case Protocol::ipv4:
      return kIpv4;
    case Protocol::ipv6:
      return kIpv6;
    case Protocol::ipv6_extension:
      return kIpv6Extension;
    case Protocol::tcp:
      return kTcp;
    case Protocol::udp:
      return kUdp;
    case Protocol::udp_lite:
      return kUdpLite;
    case Protocol::sctp:
      return kSctp;
    case Protocol::dccp:
      return kDccp;
    case Protocol::icmp:
    case Protocol::icmpv6:
      return kIcmp;
    case Protocol::gre:
      return kGre;
    case Protocol::vxlan:
      return kVxlan;
    case Protocol::geneve:
      return kGeneve;
    case Protocol::mpls:
      return kMpls;
    case Protocol::pppoe:
      return kPppoe;
    case Protocol::sll:
      return kSll;
    case Protocol::sll2:
      return kSll2;
    default:
      return kOther;
  }
}

}  // namespace minato::capture
