// Bits over atoms.
#include "host/nft_sources.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace minato::host {
namespace {

constexpr std::uint64_t kAllBits = ~std::uint64_t{0};

/// Calls visit(word, bits) for each word that the range touches.
template <typename Visit>
void for_each_word(std::uint32_t first, std::uint32_t last, Visit visit) {
  for (std::size_t word = first / 64; word <= last / 64; ++word) {
    std::uint64_t bits = kAllBits;
    if (word == first / 64) bits &= kAllBits << (first % 64);
    if (word == last / 64) bits &= kAllBits >> (63 - last % 64);
    visit(word, bits);
  }
}

}  // namespace

bool NftSourceSet::empty() const {
  return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
}

bool NftSourceSet::intersects(const NftSourceSet& other) const {
  for (std::size_t i = 0; i < words_.size() && i < other.words_.size(); ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

bool NftSourceSet::intersects(const NftAtomRanges& ranges) const {
  return std::ranges::any_of(ranges, [&](const auto& range) {
    bool found = false;
    for_each_word(range.first, range.second,
                  [&](std::size_t word, std::uint64_t bits) { found |= words_[word] & bits; });
    return found;
  });
}

bool NftSourceSet::within(const NftAtomRanges& ranges) const {
  std::vector<std::uint64_t> outside = words_;
  for (const auto& [first, last] : ranges) {
    for_each_word(first, last,
                  [&](std::size_t word, std::uint64_t bits) { outside[word] &= ~bits; });
  }
  return std::ranges::all_of(outside, [](std::uint64_t word) { return word == 0; });
}

void NftSourceSet::add(const NftAtomRanges& ranges) {
  for (const auto& [first, last] : ranges) {
    for_each_word(first, last, [&](std::size_t word, std::uint64_t bits) { words_[word] |= bits; });
  }
}

void NftSourceSet::add(const NftSourceSet& other) {
  if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
  for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
}

void NftSourceSet::remove(const NftAtomRanges& ranges) {
  for (const auto& [first, last] : ranges) {
    for_each_word(first, last,
                  [&](std::size_t word, std::uint64_t bits) { words_[word] &= ~bits; });
  }
}

void NftSourceSet::remove(const NftSourceSet& other) {
  const std::size_t common = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < common; ++i) words_[i] &= ~other.words_[i];
}

void NftSourceSet::keep(const NftAtomRanges& ranges) {
  NftSourceSet kept;
  kept.words_.resize(words_.size());
  for (const auto& [first, last] : ranges) {
    for_each_word(first, last, [&](std::size_t word, std::uint64_t bits) {
      kept.words_[word] |= words_[word] & bits;
    });
  }
  *this = std::move(kept);
}

void NftSourceSet::keep(const NftSourceSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= i < other.words_.size() ? other.words_[i] : 0;
  }
}

NftSourceSpace::NftSourceSpace(unsigned bits, std::span<const NftInterval> cuts) : bits_(bits) {
  starts_.reserve(2 * cuts.size() + 1);
  starts_.push_back(0);
  for (const NftInterval& cut : cuts) {
    if (cut.first > highest_of(bits)) continue;
    starts_.push_back(cut.first);
    if (cut.last < highest_of(bits)) starts_.push_back(cut.last + 1);
  }
  std::ranges::sort(starts_);
  const auto repeated = std::ranges::unique(starts_);
  starts_.erase(repeated.begin(), repeated.end());
}

NftSourceSet NftSourceSpace::all() const {
  NftSourceSet set(atoms());
  set.add(NftAtomRanges{{0, static_cast<std::uint32_t>(atoms() - 1)}});
  return set;
}

NftAtomRanges NftSourceSpace::ranges_of(const NftIntervals& intervals) const {
  NftAtomRanges ranges;
  ranges.reserve(intervals.parts().size());
  auto from = starts_.begin();
  for (const NftInterval& part : intervals.parts()) {
    if (part.first > highest_of(bits_)) break;
    const auto first = std::lower_bound(from, starts_.end(), part.first);
    const auto behind = std::upper_bound(first, starts_.end(), part.last);
    MINATO_CHECK(first != starts_.end() && *first == part.first && behind != first);
    MINATO_CHECK(behind == starts_.end() || *behind == part.last + 1);
    ranges.emplace_back(static_cast<std::uint32_t>(first - starts_.begin()),
                        static_cast<std::uint32_t>(behind - starts_.begin() - 1));
    from = first;
  }
  return ranges;
}

NftSourceSet NftSourceSpace::set_of(const NftIntervals& intervals) const {
  NftSourceSet set(atoms());
  set.add(ranges_of(intervals));
  return set;
}

}  // namespace minato::host
