// ICMP (RFC 792, RFC 4884) and ICMPv6 (RFC 4443): one shape, two lists of types.
//
//   message = type:u8 code:u8 checksum:u16 rest:u32 payload
// The payload of an error message is the start of the packet that caused it.
#pragma once

#include <optional>

#include "model/ip_address.h"
#include "wire/checksum.h"
#include "wire/decoded.h"

namespace minato::wire {

inline constexpr std::size_t kIcmpHeaderBytes = 8;

inline constexpr std::uint8_t kIcmpEchoReply = 0;
inline constexpr std::uint8_t kIcmpUnreachable = 3;
inline constexpr std::uint8_t kIcmpRedirect = 5;
inline constexpr std::uint8_t kIcmpEchoRequest = 8;
inline constexpr std::uint8_t kIcmpTimeExceeded = 11;
inline constexpr std::uint8_t kIcmpParameterProblem = 12;
inline constexpr std::uint8_t kIcmpTimestampRequest = 13;
inline constexpr std::uint8_t kIcmpTimestampReply = 14;

/// Codes of kIcmpUnreachable (RFC 792, RFC 1122, RFC 1812).
inline constexpr std::uint8_t kNetUnreachable = 0;
inline constexpr std::uint8_t kHostUnreachable = 1;
inline constexpr std::uint8_t kProtocolUnreachable = 2;
inline constexpr std::uint8_t kPortUnreachable = 3;
inline constexpr std::uint8_t kNetProhibited = 9;
inline constexpr std::uint8_t kHostProhibited = 10;
inline constexpr std::uint8_t kAdminProhibited = 13;

inline constexpr std::uint8_t kIcmpv6Unreachable = 1;
inline constexpr std::uint8_t kIcmpv6PacketTooBig = 2;
inline constexpr std::uint8_t kIcmpv6TimeExceeded = 3;
inline constexpr std::uint8_t kIcmpv6ParameterProblem = 4;
inline constexpr std::uint8_t kIcmpv6EchoRequest = 128;
inline constexpr std::uint8_t kIcmpv6EchoReply = 129;

/// Codes of kIcmpv6Unreachable (RFC 4443 section 3.1).
inline constexpr std::uint8_t kV6NoRoute = 0;
inline constexpr std::uint8_t kV6AdminProhibited = 1;
inline constexpr std::uint8_t kV6BeyondScope = 2;
inline constexpr std::uint8_t kV6AddressUnreachable = 3;
inline constexpr std::uint8_t kV6PortUnreachable = 4;
inline constexpr std::uint8_t kV6SourcePolicy = 5;
inline constexpr std::uint8_t kV6RejectRoute = 6;

struct IcmpHeader {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint16_t checksum = 0;  ///< as received; encode() computes its own
  std::uint32_t rest = 0;      ///< echo: identifier and sequence number

  [[nodiscard]] std::uint16_t identifier() const { return static_cast<std::uint16_t>(rest >> 16); }
  [[nodiscard]] std::uint16_t sequence() const { return static_cast<std::uint16_t>(rest); }

  bool operator==(const IcmpHeader&) const = default;
};

/// `next` is ipv4 for an error message's quoted packet, none otherwise.
[[nodiscard]] Decode<IcmpHeader> decode_icmp(base::Bytes message);
/// `next` is ipv6 for an error message's quoted packet, none otherwise.
[[nodiscard]] Decode<IcmpHeader> decode_icmpv6(base::Bytes message);

/// Writes header and payload. pseudo: empty for ICMP; for ICMPv6 the pseudo_header_sum of the
/// addresses and 8 + payload.size().
void encode(const IcmpHeader& header, base::Bytes payload, const ChecksumSum& pseudo,
            base::ByteWriter& out);

/// The packet that an ICMP error quotes: enough of it to know which probe it was.
struct QuotedPacket {
  model::IpAddress source{};
  model::IpAddress destination{};
  std::uint8_t protocol = 0;  ///< IP protocol number
  std::uint8_t ttl = 0;       ///< as the router saw it
  base::Bytes transport{};    ///< at least 8 bytes of the transport header
};

/// Reads the quote of an error message. Malformed: no IP header, or less than 8 bytes behind it.
[[nodiscard]] tl::expected<QuotedPacket, base::Malformed> decode_quote(Protocol next,
                                                                       base::Bytes quote);

}  // namespace minato::wire
