// UDP headers (RFC 768).
//
//   header = source:u16 destination:u16 length:u16 checksum:u16
#pragma once

#include "wire/checksum.h"
#include "wire/decoded.h"

namespace minato::wire {

inline constexpr std::size_t kUdpHeaderBytes = 8;

struct UdpHeader {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t total_bytes = 0;  ///< header and payload; encode() computes its own
  std::uint16_t checksum = 0;     ///< as received; 0: none (IPv4 only)

  bool operator==(const UdpHeader&) const = default;
};

/// The payload ends where the header says, or earlier when the bytes do. A length of 0 takes all
/// bytes (jumbograms, RFC 2675).
[[nodiscard]] Decode<UdpHeader> decode_udp(base::Bytes datagram);

/// Writes header and payload; the checksum covers `pseudo` (pseudo_header_sum of the addresses and
/// 8 + payload.size()) and is never 0.
void encode(const UdpHeader& header, base::Bytes payload, const ChecksumSum& pseudo,
            base::ByteWriter& out);

}  // namespace minato::wire
