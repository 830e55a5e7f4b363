// IPv6 headers and the chain of extension headers (RFC 8200 sections 3 and 4).
//
//   header    = version:4 class:8 flow:20 length:u16 next:u8 hop-limit:u8 source:16 destination:16
//   extension = next:u8 length:u8 body              8 * (length + 1) bytes; AH: 4 * (length + 2)
//   fragment  = next:u8 zero:u8 offset:13 zero:2 more:1 id:u32
#pragma once

#include <optional>

#include "model/ip_address.h"
#include "wire/decoded.h"

namespace minato::wire {

inline constexpr std::size_t kIpv6HeaderBytes = 40;
/// Chains longer than this are malformed: nobody sends them but to waste our time.
inline constexpr std::size_t kMostIpv6Extensions = 16;

struct Ipv6Header {
  std::uint8_t traffic_class = 0;
  std::uint32_t flow_label = 0;  ///< 20 bits
  /// Extensions and payload. When encoding, 0 lets encode() set payload_bytes.
  std::uint16_t payload_bytes = 0;
  std::uint8_t next_header = 0;
  std::uint8_t hop_limit = 64;
  model::IpAddress source{};
  model::IpAddress destination{};
};

struct Ipv6Fragment {
  std::uint16_t offset = 0;  ///< in units of 8 bytes
  bool more = false;
  std::uint32_t identification = 0;

  bool operator==(const Ipv6Fragment&) const = default;
};

/// What a chain of extension headers leads to.
struct Ipv6Extensions {
  std::uint8_t protocol = 0;  ///< number of what follows the last extension
  std::uint8_t count = 0;
  std::optional<Ipv6Fragment> fragment{};
  base::Bytes raw{};  ///< the extensions themselves
};

/// The payload ends where the header says or where the bytes do. A payload length of 0 (jumbograms,
/// RFC 2675, and captures before segmentation) takes all bytes.
[[nodiscard]] Decode<Ipv6Header> decode_ipv6(base::Bytes packet);

/// Walks the extensions of `payload`, whose first header has number `protocol`. `next` is what the
/// payload is then; none behind a later fragment.
[[nodiscard]] Decode<Ipv6Extensions> decode_ipv6_extensions(std::uint8_t protocol,
                                                            base::Bytes payload);

/// Writes the header in front of `payload_bytes` of extensions and payload.
void encode(const Ipv6Header& header, std::size_t payload_bytes, base::ByteWriter& out);
/// Writes one fragment extension header.
void encode(const Ipv6Fragment& fragment, std::uint8_t next_header, base::ByteWriter& out);

}  // namespace minato::wire
