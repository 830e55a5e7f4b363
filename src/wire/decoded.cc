// The one table that picks the next decoder.
#include "wire/decoded.h"

#include <array>

#include "wire/link_type.h"
#include "wire/protocol_numbers.h"

namespace minato::wire {
namespace {

constexpr std::array<std::string_view, kProtocolCount> kNames = {"unknown",
                                                                 "none",
                                                                 "Ethernet",
                                                                 "VLAN 802.1Q",
                                                                 "ARP",
                                                                 "IPv4",
                                                                 "IPv6",
                                                                 "IPv6 extension header",
                                                                 "TCP",
                                                                 "UDP",
                                                                 "ICMP",
                                                                 "ICMPv6",
                                                                 "SCTP",
                                                                 "DCCP",
                                                                 "UDP-Lite",
                                                                 "LLC 802.2",
                                                                 "Linux cooked capture",
                                                                 "Linux cooked capture v2",
                                                                 "loopback",
                                                                 "raw IP",
                                                                 "PPP",
                                                                 "PPPoE",
                                                                 "MPLS",
                                                                 "GRE",
                                                                 "VXLAN",
                                                                 "Geneve",
                                                                 "radiotap",
                                                                 "802.11"};

// The BSDs gave LINKTYPE_RAW other numbers before it had one of its own.
constexpr std::uint16_t kOldRawIp[] = {12, 14};

}  // namespace

std::string_view to_text(Protocol protocol) { return kNames[static_cast<std::size_t>(protocol)]; }

Protocol protocol_of_link_type(std::uint16_t link) {
  if (link == kOldRawIp[0] || link == kOldRawIp[1]) return Protocol::raw_ip;
  switch (static_cast<LinkType>(link)) {
    case LinkType::null:
    case LinkType::openbsd_loopback:
      return Protocol::null;
    case LinkType::ethernet:
      return Protocol::ethernet;
    case LinkType::ppp:
    case LinkType::ppp_hdlc:
      return Protocol::ppp;
    case LinkType::pppoe:
      return Protocol::pppoe;
    case LinkType::raw_ip:
      return Protocol::raw_ip;
    case LinkType::ieee80211:
      return Protocol::ieee80211;
    case LinkType::sll:
      return Protocol::sll;
    case LinkType::radiotap:
      return Protocol::radiotap;
    case LinkType::ipv4:
      return Protocol::ipv4;
    case LinkType::ipv6:
      return Protocol::ipv6;
    case LinkType::sll2:
      return Protocol::sll2;
  }
  return Protocol::unknown;
}

Protocol protocol_of_ppp(std::uint16_t number) {
  switch (number) {
    case kPppIpv4:
      return Protocol::ipv4;
    case kPppIpv6:
      return Protocol::ipv6;
    case kPppMpls:
      return Protocol::mpls;
    default:
      return Protocol::unknown;
  }
}

Protocol protocol_of_udp_port(std::uint16_t destination) {
  if (destination == kVxlanPort) return Protocol::vxlan;
  return destination == kGenevePort ? Protocol::geneve : Protocol::none;
}

Protocol protocol_of_ethertype(std::uint16_t ethertype) {
  switch (ethertype) {
    case kEtherTypeIpv4:
      return Protocol::ipv4;
    case kEtherTypeIpv6:
      return Protocol::ipv6;
    case kEtherTypeArp:
      return Protocol::arp;
    case kEtherTypeVlan:
    case kEtherTypeProviderVlan:
    case kEtherTypeOldProviderVlan:
      return Protocol::vlan;
    case kEtherTypeMpls:
    case kEtherTypeMplsMulticast:
      return Protocol::mpls;
    case kEtherTypePppoe:
      return Protocol::pppoe;
    case kEtherTypeTransparentBridge:
      return Protocol::ethernet;
    default:
      return Protocol::unknown;
  }
}

Protocol protocol_of_ip_number(std::uint8_t number) {
  switch (number) {
    case kIpTcp:
      return Protocol::tcp;
    case kIpUdp:
      return Protocol::udp;
    case kIpIcmp:
      return Protocol::icmp;
    case kIpIcmpv6:
      return Protocol::icmpv6;
    case kIpSctp:
      return Protocol::sctp;
    case kIpDccp:
      return Protocol::dccp;
    case kIpUdpLite:
      return Protocol::udp_lite;
    case kIpIpv4:
      return Protocol::ipv4;
    case kIpIpv6:
      return Protocol::ipv6;
    case kIpGre:
      return Protocol::gre;
    case kIpMpls:
      return Protocol::mpls;
    case kIpNoNext:
      return Protocol::none;
    case kIpHopByHop:
    case kIpRouting:
    case kIpFragment:
    case kIpAuthentication:
    case kIpDestinationOptions:
    case kIpMobility:
    case kIpHostIdentity:
    case kIpShim6:
      return Protocol::ipv6_extension;
    default:
      return Protocol::unknown;
  }
}

}  // namespace minato::wire
