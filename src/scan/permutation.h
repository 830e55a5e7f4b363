// A keyed pseudo-random order of the numbers below any size: every number once, no table.
//
// A Feistel network over the smallest number of bits that holds the size (at least 2): the halves
// have floor and ceil of half the bits, the rounds alternate between them, and each round adds a
// keyed mix of the other half modulo the half's width. A result beyond the size is fed in again
// (cycle walking): less than two rounds through the network on average, since the size fills more
// than half of the network's range. Sizes up to 2^127; memory and start-up cost O(1); position and
// index are found from each other, so that a scan resumes anywhere and splits into shards.
#pragma once

#include <array>

#include "base/uint128.h"
#include "scan/siphash.h"

namespace minato::scan {

/// Thread-safe after construction.
class Permutation {
 public:
  /// size: 1 to 2^127, asserted.
  Permutation(base::Uint128 size, const HashKey& key);

  [[nodiscard]] base::Uint128 size() const { return size_; }
  /// The number at a position, position < size().
  [[nodiscard]] base::Uint128 at(base::Uint128 position) const;
  /// The position of a number, number < size().
  [[nodiscard]] base::Uint128 position_of(base::Uint128 number) const;

 private:
  static constexpr std::size_t kRounds = 6;

  [[nodiscard]] base::Uint128 forward(base::Uint128 number) const;
  [[nodiscard]] base::Uint128 backward(base::Uint128 number) const;
  [[nodiscard]] std::uint64_t mix(std::size_t round, std::uint64_t half) const;

  base::Uint128 size_;
  unsigned low_bits_;
  std::uint64_t low_mask_;
  std::uint64_t high_mask_;
  std::array<std::uint64_t, kRounds> keys_{};
};

}  // namespace minato::scan
