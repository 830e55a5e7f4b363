// The right sides of nftables matches: numbers, names, prefixes, ranges and sets in JSON.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/nft_ruleset.h"

namespace minato::host {

/// How the values of a field are written.
enum class NftValueKind : std::uint8_t {
  ipv4_address,
  ipv6_address,
  number,  ///< also ports, marks, lengths
  transport,
  network_protocol,
  ether_type,
  interface,
  name,
  conntrack_state,
  conntrack_status,
  conntrack_direction,
  packet_type,
  address_type,
  tcp_flags,
  opaque,  ///< not needed: read as unreadable
};

/// The bits and numbers that nftables has names for.
inline constexpr NftNumber kStateInvalid = 1;
inline constexpr NftNumber kStateNew = 8;
inline constexpr NftNumber kStateUntracked = 64;
inline constexpr NftNumber kStatusConfirmed = 8;
inline constexpr NftNumber kStatusDestinationNat = 32;
inline constexpr NftNumber kTcpSyn = 2;
inline constexpr NftNumber kTypeUnicast = 1;
inline constexpr NftNumber kTypeLocal = 2;
inline constexpr NftNumber kTypeBroadcast = 3;
inline constexpr NftNumber kTypeMulticast = 5;
inline constexpr NftNumber kPacketHost = 0;
inline constexpr NftNumber kPacketBroadcast = 1;
inline constexpr NftNumber kPacketMulticast = 2;
inline constexpr std::uint8_t kTransportTcp = 6;
inline constexpr std::uint8_t kTransportUdp = 17;

/// One value, range, prefix, list of flags or anonymous set. Never fails: what makes no sense
/// marks the answer unreadable.
[[nodiscard]] NftValues read_values(const boost::json::value& value, NftValueKind kind);

/// The type of a named set as nft writes it (`ipv4_addr`); nothing when it is not known.
[[nodiscard]] std::optional<NftValueKind> kind_of_type(std::string_view type);

/// A number for a symbol of this kind; nothing when it is not one.
[[nodiscard]] std::optional<NftNumber> number_of_symbol(std::string_view symbol, NftValueKind kind);

/// The symbols of the bits that are set, of the lowest first; bits without one are left out.
[[nodiscard]] std::vector<std::string_view> names_of_bits(NftNumber bits, NftValueKind kind);
/// The symbol of a number, if it has one.
[[nodiscard]] std::optional<std::string_view> name_of_number(NftNumber number, NftValueKind kind);

}  // namespace minato::host
