// Neighbor discovery inside ICMPv6 (RFC 4861 sections 4.3, 4.4 and 4.6): solicitation and
// advertisement, with the link-layer address option.
//
//   message = ICMPv6-header(flags in `rest`) target:16 *( type:u8 units:u8 value )      8 * units
#pragma once

#include <optional>

#include "model/ip_address.h"
#include "wire/checksum.h"
#include "wire/decoded.h"
#include "wire/mac_address.h"

namespace minato::wire {

inline constexpr std::uint8_t kNeighborSolicitation = 135;
inline constexpr std::uint8_t kNeighborAdvertisement = 136;
/// ICMPv6 header, target and one link-layer address option.
inline constexpr std::size_t kNeighborMessageBytes = 32;

struct NeighborMessage {
  std::uint8_t type = kNeighborSolicitation;
  bool router = false;     ///< advertisement only
  bool solicited = false;  ///< advertisement only
  bool override_ = false;  ///< advertisement only: replace what is cached
  model::IpAddress target{};
  /// The sender's address in a solicitation, the target's in an advertisement.
  std::optional<MacAddress> mac{};

  bool operator==(const NeighborMessage&) const = default;
};

/// message: from the ICMPv6 type on. Malformed: another type, an option of length 0 or beyond the
/// end.
[[nodiscard]] Decode<NeighborMessage> decode_neighbor(base::Bytes message);
/// Writes the message; pseudo: pseudo_header_sum of the addresses and neighbor_bytes(message).
void encode(const NeighborMessage& message, const ChecksumSum& pseudo, base::ByteWriter& out);
[[nodiscard]] std::size_t neighbor_bytes(const NeighborMessage& message);

/// ff02::1:ffXX:XXXX of an address (RFC 4291 section 2.7.1), with its scope.
[[nodiscard]] model::IpAddress solicited_node_address(const model::IpAddress& address);
/// The Ethernet address of an IPv6 multicast address (RFC 2464 section 7).
[[nodiscard]] MacAddress multicast_mac(const model::IpAddress& multicast);

}  // namespace minato::wire
