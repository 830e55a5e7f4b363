// IPv4 headers (RFC 791).
//
//   header = version:4 words:4 service:u8 length:u16 id:u16 flags:3 offset:13 ttl:u8 protocol:u8
//            checksum:u16 source:4 destination:4 options
#pragma once

#include "model/ip_address.h"
#include "wire/decoded.h"

namespace minato::wire {

inline constexpr std::size_t kIpv4HeaderBytes = 20;  ///< without options

struct Ipv4Header {
  std::uint8_t service = 0;  ///< DSCP and ECN
  /// Header and payload. When encoding, 0 lets encode() set header + payload_bytes.
  std::uint16_t total_bytes = 0;
  std::uint16_t identification = 0;
  bool dont_fragment = false;
  bool more_fragments = false;
  std::uint16_t fragment_offset = 0;  ///< in units of 8 bytes
  std::uint8_t ttl = 64;
  std::uint8_t protocol = 0;
  std::uint16_t checksum = 0;  ///< as received; encode() computes its own
  model::IpAddress source{};
  model::IpAddress destination{};
  base::Bytes options{};  ///< 0 to 40 bytes, padded to 4

  [[nodiscard]] std::size_t header_bytes() const { return kIpv4HeaderBytes + options.size(); }
};

/// The payload ends where the header says, or earlier when the bytes do: quoted and captured
/// packets are cut. `next` is none for later fragments. The checksum is not judged: see
/// ipv4_checksum_holds.
[[nodiscard]] Decode<Ipv4Header> decode_ipv4(base::Bytes packet);
/// True when the header at the start of `packet` sums up.
[[nodiscard]] bool ipv4_checksum_holds(base::Bytes packet);

/// Writes the header in front of a payload of `payload_bytes`, with its checksum.
void encode(const Ipv4Header& header, std::size_t payload_bytes, base::ByteWriter& out);

}  // namespace minato::wire
