// Numbers that IANA and IEEE assigned to protocols, as they stand in headers.
#pragma once

#include <cstdint>

namespace minato::wire {

inline constexpr std::uint16_t kEtherTypeIpv4 = 0x0800;
inline constexpr std::uint16_t kEtherTypeArp = 0x0806;
inline constexpr std::uint16_t kEtherTypeVlan = 0x8100;
inline constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;
inline constexpr std::uint16_t kEtherTypeProviderVlan = 0x88a8;  ///< IEEE 802.1ad

inline constexpr std::uint16_t kEtherTypeOldProviderVlan = 0x9100;
inline constexpr std::uint16_t kEtherTypeTransparentBridge = 0x6558;  ///< a whole frame, in GRE
inline constexpr std::uint16_t kEtherTypeMpls = 0x8847;
inline constexpr std::uint16_t kEtherTypeMplsMulticast = 0x8848;
inline constexpr std::uint16_t kEtherTypePppoe = 0x8864;  ///< session stage
/// Smaller values of the field are a length (IEEE 802.3).
inline constexpr std::uint16_t kFirstEtherType = 0x0600;

inline constexpr std::uint16_t kPppIpv4 = 0x0021;
inline constexpr std::uint16_t kPppIpv6 = 0x0057;
inline constexpr std::uint16_t kPppMpls = 0x0281;

inline constexpr std::uint16_t kVxlanPort = 4789;
inline constexpr std::uint16_t kGenevePort = 6081;

inline constexpr std::uint8_t kIpIpv4 = 4;
inline constexpr std::uint8_t kIpIpv6 = 41;
inline constexpr std::uint8_t kIpGre = 47;
inline constexpr std::uint8_t kIpUdpLite = 136;
inline constexpr std::uint8_t kIpMpls = 137;

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
