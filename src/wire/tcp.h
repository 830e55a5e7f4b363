// TCP headers (RFC 9293 section 3.1).
//
//   header = source:u16 destination:u16 sequence:u32 acknowledgment:u32 words:4 reserved:3 flags:9
//            window:u16 checksum:u16 urgent:u16 options
#pragma once

#include "wire/checksum.h"
#include "wire/decoded.h"

namespace minato::wire {

inline constexpr std::size_t kTcpHeaderBytes = 20;  ///< without options

/// Bits of TcpHeader::flags.
inline constexpr std::uint16_t kTcpFin = 0x001;
inline constexpr std::uint16_t kTcpSyn = 0x002;
inline constexpr std::uint16_t kTcpRst = 0x004;
inline constexpr std::uint16_t kTcpPsh = 0x008;
inline constexpr std::uint16_t kTcpAck = 0x010;
inline constexpr std::uint16_t kTcpUrg = 0x020;
inline constexpr std::uint16_t kTcpEce = 0x040;
inline constexpr std::uint16_t kTcpCwr = 0x080;
inline constexpr std::uint16_t kTcpAe = 0x100;  ///< accurate ECN (RFC 9768), once NS

struct TcpHeader {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint16_t flags = 0;
  std::uint16_t window = 0;
  std::uint16_t checksum = 0;  ///< as received; encode() computes its own
  std::uint16_t urgent = 0;
  base::Bytes options{};  ///< 0 to 40 bytes, padded to 4

  [[nodiscard]] std::size_t header_bytes() const { return kTcpHeaderBytes + options.size(); }
  [[nodiscard]] bool has(std::uint16_t bits) const { return (flags & bits) == bits; }
};

[[nodiscard]] Decode<TcpHeader> decode_tcp(base::Bytes segment);

/// Writes header and payload; the checksum covers `pseudo` (pseudo_header_sum of the addresses and
/// header_bytes() + payload.size()).
void encode(const TcpHeader& header, base::Bytes payload, const ChecksumSum& pseudo,
            base::ByteWriter& out);

}  // namespace minato::wire
