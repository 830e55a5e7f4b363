// The Internet checksum (RFC 1071) and its incremental update (RFC 1624).
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "model/ip_address.h"

namespace minato::wire {

/// One's complement sum over 16-bit words in network order. Pieces must start at even offsets of
/// the whole; an odd last byte counts as the high half of a word.
class ChecksumSum {
 public:
  void add(base::Bytes bytes);
  void add16(std::uint16_t word) { sum_ += word; }
  void add32(std::uint32_t value) {
    sum_ += value >> 16;
    sum_ += value & 0xffff;
  }
  void add(const ChecksumSum& other) { sum_ += other.folded(); }
  /// The sum folded to 16 bits, not complemented.
  [[nodiscard]] std::uint16_t folded() const {
    std::uint64_t sum = sum_;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
  }
  /// What stands in the header.
  [[nodiscard]] std::uint16_t checksum() const { return static_cast<std::uint16_t>(~folded()); }

 private:
  std::uint64_t sum_ = 0;
};

/// The sum of the pseudo header (RFC 9293 section 3.1, RFC 8200 section 8.1). Both addresses of one
/// family. length: bytes of the transport header and its payload.
[[nodiscard]] ChecksumSum pseudo_header_sum(const model::IpAddress& source,
                                            const model::IpAddress& destination,
                                            std::uint8_t ip_number, std::uint32_t length_bytes);

/// True when `segment`, checksum included, sums up with its pseudo header.
[[nodiscard]] bool transport_checksum_holds(const model::IpAddress& source,
                                            const model::IpAddress& destination,
                                            std::uint8_t ip_number, base::Bytes segment);

/// The checksum after one 16-bit word of what it covers changed (RFC 1624, equation 3).
[[nodiscard]] constexpr std::uint16_t updated_checksum(std::uint16_t checksum,
                                                       std::uint16_t old_word,
                                                       std::uint16_t new_word) {
  std::uint32_t sum = static_cast<std::uint16_t>(~checksum);
  sum += static_cast<std::uint16_t>(~old_word);
  sum += new_word;
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace minato::wire
