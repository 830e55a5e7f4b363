// The Internet checksum, eight bytes at a time.
#include "wire/checksum.h"

#include <bit>
#include <cstring>

namespace minato::wire {
namespace {

/// A sum over words in this machine's byte order gives the swapped sum over network order
/// (RFC 1071 section 2 (B)): one swap at the end instead of one a word.
std::uint16_t to_network_order(std::uint16_t folded) {
  if constexpr (std::endian::native == std::endian::big) return folded;
  return static_cast<std::uint16_t>(folded << 8 | folded >> 8);
}

}  // namespace

void ChecksumSum::add(base::Bytes bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    sum += word & 0xffffffff;
    sum += word >> 32;
  }
  std::uint64_t tail = 0;
  if (at < bytes.size()) std::memcpy(&tail, bytes.data() + at, bytes.size() - at);
  sum += tail & 0xffffffff;
  sum += tail >> 32;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  sum_ += to_network_order(static_cast<std::uint16_t>(sum));
}

ChecksumSum pseudo_header_sum(const model::IpAddress& source, const model::IpAddress& destination,
                              std::uint8_t ip_number, std::uint32_t length_bytes) {
  ChecksumSum sum;
  sum.add(source.bytes());
  sum.add(destination.bytes());
  sum.add16(ip_number);
  sum.add32(length_bytes);
  return sum;
}

bool transport_checksum_holds(const model::IpAddress& source, const model::IpAddress& destination,
                              std::uint8_t ip_number, base::Bytes segment) {
  ChecksumSum sum =
      pseudo_header_sum(source, destination, ip_number, static_cast<std::uint32_t>(segment.size()));
  sum.add(segment);
  return sum.checksum() == 0;
}

}  // namespace minato::wire
