// Sets of numbers as sorted, disjoint intervals: addresses, ports and other fields of a packet.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/uint128.h"

namespace minato::host {

/// Wide enough for an IPv6 address.
using NftNumber = base::Uint128;

/// Both ends belong to it.
struct NftInterval {
  NftNumber first = 0;
  NftNumber last = 0;

  bool operator==(const NftInterval&) const = default;
};

/// An immutable set of numbers. Intervals are sorted, disjoint and never touch.
class NftIntervals {
 public:
  /// The empty set.
  NftIntervals() = default;
  [[nodiscard]] static NftIntervals of(NftNumber number);
  /// first > last: the empty set.
  [[nodiscard]] static NftIntervals range(NftNumber first, NftNumber last);
  /// Any intervals, in any order, overlapping or not.
  [[nodiscard]] static NftIntervals from(std::vector<NftInterval> parts);
  /// Every number of `bits` bits, 1 to 128.
  [[nodiscard]] static NftIntervals all(unsigned bits);

  [[nodiscard]] std::span<const NftInterval> parts() const { return parts_; }
  [[nodiscard]] bool empty() const { return parts_.empty(); }
  [[nodiscard]] bool contains(NftNumber number) const;
  [[nodiscard]] bool intersects(const NftIntervals& other) const;
  /// The only number of the set, if it has just one.
  [[nodiscard]] std::optional<NftNumber> single() const;

  [[nodiscard]] NftIntervals united(const NftIntervals& other) const;
  [[nodiscard]] NftIntervals intersected(const NftIntervals& other) const;
  [[nodiscard]] NftIntervals without(const NftIntervals& other) const;

  bool operator==(const NftIntervals&) const = default;

 private:
  std::vector<NftInterval> parts_;
};

/// The highest number of `bits` bits.
[[nodiscard]] constexpr NftNumber highest_of(unsigned bits) {
  return bits >= 128 ? ~NftNumber{0} : (NftNumber{1} << bits) - 1;
}

}  // namespace minato::host
