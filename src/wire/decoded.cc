// The one table that picks the next decoder.
#include "wire/decoded.h"

#include "wire/protocol_numbers.h"

namespace minato::wire {

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
      return Protocol::vlan;
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
