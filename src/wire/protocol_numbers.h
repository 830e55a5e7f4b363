// Numbers that IANA and IEEE assigned to protocols, as they stand in headers.
#pragma once

#include <cstdint>

namespace minato::wire {

inline constexpr std::uint16_t kEtherTypeIpv4 = 0x0800;
inline constexpr std::uint16_t kEtherTypeArp = 0x0806;
inline constexpr std::uint16_t kEtherTypeVlan = 0x8100;
inline constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;
inline constexpr std::uint16_t kEtherTypeProviderVlan = 0x88a8;  ///< IEEE 802.1ad

inline constexpr std::uint8_t kIpHopByHop = 0;
inline constexpr std::uint8_t kIpIcmp = 1;
inline constexpr std::uint8_t kIpTcp = 6;
inline constexpr std::uint8_t kIpUdp = 17;
inline constexpr std::uint8_t kIpDccp = 33;
inline constexpr std::uint8_t kIpRouting = 43;
inline constexpr std::uint8_t kIpFragment = 44;
inline constexpr std::uint8_t kIpAuthentication = 51;
inline constexpr std::uint8_t kIpIcmpv6 = 58;
inline constexpr std::uint8_t kIpNoNext = 59;
inline constexpr std::uint8_t kIpDestinationOptions = 60;
inline constexpr std::uint8_t kIpSctp = 132;
inline constexpr std::uint8_t kIpMobility = 135;
inline constexpr std::uint8_t kIpHostIdentity = 139;
inline constexpr std::uint8_t kIpShim6 = 140;

}  // namespace minato::wire
