// Sets of source addresses. The addresses of a family are cut into atoms at every address that a
// rule, an interface or a route mentions: inside an atom all addresses fare alike, so that a set
// of sources is a row of bits, exact for any ruleset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "host/nft_intervals.h"

namespace minato::host {

/// Atoms as ascending ranges of their numbers, the second one included.
using NftAtomRanges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// A set of atoms. Sets of different spaces never meet.
class NftSourceSet {
 public:
  NftSourceSet() = default;
  explicit NftSourceSet(std::size_t atoms) : words_((atoms + 63) / 64) {}

  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool intersects(const NftSourceSet& other) const;
  [[nodiscard]] bool intersects(const NftAtomRanges& ranges) const;
  /// True when every atom lies in one of the ranges.
  [[nodiscard]] bool within(const NftAtomRanges& ranges) const;

  void add(const NftAtomRanges& ranges);
  void add(const NftSourceSet& other);
  void remove(const NftAtomRanges& ranges);
  void remove(const NftSourceSet& other);
  void keep(const NftAtomRanges& ranges);
  void keep(const NftSourceSet& other);

  bool operator==(const NftSourceSet&) const = default;

 private:
  std::vector<std::uint64_t> words_;
};

/// The addresses of one family, cut into atoms. Immutable.
class NftSourceSpace {
 public:
  /// bits: 32 or 128. cuts: every interval that will be asked for.
  NftSourceSpace(unsigned bits, std::span<const NftInterval> cuts);

  [[nodiscard]] unsigned bits() const { return bits_; }
  [[nodiscard]] std::size_t atoms() const { return starts_.size(); }
  [[nodiscard]] NftSourceSet none() const { return NftSourceSet(atoms()); }
  [[nodiscard]] NftSourceSet all() const;
  /// The atoms of intervals that were among the cuts: asserted.
  [[nodiscard]] NftAtomRanges ranges_of(const NftIntervals& intervals) const;
  [[nodiscard]] NftSourceSet set_of(const NftIntervals& intervals) const;

 private:
  unsigned bits_;
  std::vector<NftNumber> starts_;  ///< of each atom, ascending, the first is 0
};

}  // namespace minato::host
