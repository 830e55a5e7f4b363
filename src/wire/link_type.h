// How the bytes of a captured frame begin: the LINKTYPE_ numbers of pcap files.
#pragma once

#include <cstdint>

namespace minato::wire {

enum class LinkType : std::uint16_t {
  null = 0,  ///< BSD loopback
  ethernet = 1,
  ppp = 9,
  ppp_hdlc = 50,
  pppoe = 51,
  raw_ip = 101,  ///< IPv4 or IPv6, told apart by the version field
  ieee80211 = 105,
  openbsd_loopback = 108,
  sll = 113,
  radiotap = 127,
  ipv4 = 228,
  ipv6 = 229,
  sll2 = 276,
};

}  // namespace minato::wire
