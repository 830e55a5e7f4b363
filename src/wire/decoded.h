// What every decoder of this floor returns: a header, what follows it, and the bytes that follow.
#pragma once

#include <cstdint>
#include <tl/expected.hpp>

#include "base/bytes.h"

namespace minato::wire {

/// The protocol of a payload, as far as this floor tells protocols apart.
enum class Protocol : std::uint8_t {
  unknown,  ///< a number that no table knows: the payload stays bytes
  none,     ///< nothing follows (IPv6 no-next-header, a later fragment)
  ethernet,
  vlan,
  arp,
  ipv4,
  ipv6,
  ipv6_extension,
  tcp,
  udp,
  icmp,
  icmpv6,
  sctp,
  dccp,
};

/// `payload` views into the bytes that were decoded.
template <typename Header>
struct Decoded {
  Header header{};
  Protocol next = Protocol::unknown;
  base::Bytes payload{};
};

/// A header with its payload, or the offset and the rule that the bytes break.
template <typename Header>
using Decode = tl::expected<Decoded<Header>, base::Malformed>;

/// Shorthand for `return malformed(offset, "rule")`.
[[nodiscard]] inline tl::unexpected<base::Malformed> malformed(std::size_t offset,
                                                               std::string_view rule) {
  return tl::unexpected<base::Malformed>({offset, rule});
}

/// What an EtherType announces (IEEE 802 numbers).
[[nodiscard]] Protocol protocol_of_ethertype(std::uint16_t ethertype);
/// What an IPv4 protocol or IPv6 next-header number announces (IANA protocol numbers).
[[nodiscard]] Protocol protocol_of_ip_number(std::uint8_t number);

}  // namespace minato::wire
