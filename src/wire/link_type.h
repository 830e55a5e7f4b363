// How the bytes of a captured frame begin: the LINKTYPE_ numbers of pcap files.
#pragma once

#include <cstdint>

namespace minato::wire {

enum class LinkType : std::uint16_t {
  ethernet = 1,
  raw_ip = 101,  ///< IPv4 or IPv6, told apart by the version field
};

}  // namespace minato::wire
