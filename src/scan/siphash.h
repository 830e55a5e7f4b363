// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash that nobody without the key can predict.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "base/bytes.h"

namespace minato::scan {

/// 128 bits that stay secret for the length of a scan.
struct HashKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  bool operator==(const HashKey&) const = default;
};

/// Feeds 64-bit words. Example: `SipHash h(key); h.word(a); h.word(b); h.finish(16)`.
class SipHash {
 public:
  explicit constexpr SipHash(const HashKey& key)
      : v_{key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d,
           key.low ^ 0x6c7967656e657261, key.high ^ 0x7465646279746573} {}

  constexpr void word(std::uint64_t value) {
    v_[3] ^= value;
    round();
    round();
    v_[0] ^= value;
  }
  /// Closes a message whose whole words were fed, `total_bytes` long; tail: the last bytes, little
  /// endian, less than eight of them.
  constexpr std::uint64_t finish(std::size_t total_bytes, std::uint64_t tail = 0) {
    word(static_cast<std::uint64_t>(total_bytes & 0xff) << 56 | tail);
    v_[2] ^= 0xff;
    for (int i = 0; i < 4; ++i) round();
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  }

 private:
  constexpr void round() {
    v_[0] += v_[1];
    v_[1] = std::rotl(v_[1], 13) ^ v_[0];
    v_[0] = std::rotl(v_[0], 32);
    v_[2] += v_[3];
    v_[3] = std::rotl(v_[3], 16) ^ v_[2];
    v_[0] += v_[3];
    v_[3] = std::rotl(v_[3], 21) ^ v_[0];
    v_[2] += v_[1];
    v_[1] = std::rotl(v_[1], 17) ^ v_[2];
    v_[2] = std::rotl(v_[2], 32);
  }

  std::array<std::uint64_t, 4> v_;
};

/// The hash of a string of bytes.
[[nodiscard]] inline std::uint64_t siphash(const HashKey& key, base::Bytes bytes) {
  SipHash hash(key);
  base::ByteReader in(bytes);
  while (in.remaining() >= 8) hash.word(in.u64_little());
  std::uint64_t tail = 0;
  for (unsigned shift = 0; in.remaining() > 0; shift += 8) {
    tail |= static_cast<std::uint64_t>(in.u8()) << shift;
  }
  return hash.finish(bytes.size(), tail);
}

}  // namespace minato::scan
