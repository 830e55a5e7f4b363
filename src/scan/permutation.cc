// The Feistel network and its inverse.
#include "scan/permutation.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace minato::scan {
namespace {

unsigned bits_below(base::Uint128 size) {
  const base::Uint128 last = size - 1;
  const std::uint64_t high = base::high_half(last);
  const auto bits = high != 0 ? 64 + std::bit_width(high) : std::bit_width(base::low_half(last));
  return std::max(static_cast<unsigned>(bits), 2U);
}

std::uint64_t mask_of(unsigned bits) {
  return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

}  // namespace

Permutation::Permutation(base::Uint128 size, const HashKey& key) : size_(size) {
  MINATO_CHECK(size >= 1 && size <= static_cast<base::Uint128>(1) << 127);
  const unsigned bits = bits_below(size);
  low_bits_ = bits / 2;
  low_mask_ = mask_of(low_bits_);
  high_mask_ = mask_of(bits - low_bits_);
  for (std::size_t i = 0; i < kRounds; ++i) {
    SipHash hash(key);
    hash.word(i);
    keys_[i] = hash.finish(8);
  }
}

std::uint64_t Permutation::mix(std::size_t round, std::uint64_t half) const {
  // Multiply and fold twice: every bit of half and key moves every bit of the result.
  std::uint64_t x = (half ^ keys_[round]) * 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
  return x ^ (x >> 32);
}

base::Uint128 Permutation::forward(base::Uint128 number) const {
  std::uint64_t low = base::low_half(number) & low_mask_;
  std::uint64_t high = base::low_half(number >> low_bits_);
  for (std::size_t i = 0; i < kRounds; i += 2) {
    high = (high + mix(i, low)) & high_mask_;
    low = (low + mix(i + 1, high)) & low_mask_;
  }
  return static_cast<base::Uint128>(high) << low_bits_ | low;
}

base::Uint128 Permutation::backward(base::Uint128 number) const {
  std::uint64_t low = base::low_half(number) & low_mask_;
  std::uint64_t high = base::low_half(number >> low_bits_);
  for (std::size_t i = kRounds; i > 0; i -= 2) {
    low = (low - mix(i - 1, high)) & low_mask_;
    high = (high - mix(i - 2, low)) & high_mask_;
  }
  return static_cast<base::Uint128>(high) << low_bits_ | low;
}

base::Uint128 Permutation::at(base::Uint128 position) const {
  base::Uint128 number = forward(position);
  while (number >= size_) number = forward(number);
  return number;
}

base::Uint128 Permutation::position_of(base::Uint128 number) const {
  base::Uint128 position = backward(number);
  while (position >= size_) position = backward(position);
  return position;
}

}  // namespace minato::scan
