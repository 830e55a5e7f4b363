// Merging, cutting and searching sorted intervals.
#include "host/nft_intervals.h"

#include <algorithm>

namespace minato::host {
namespace {

/// The first interval that ends at or after `number`.
auto reaching(std::span<const NftInterval> parts, NftNumber number) {
  return std::ranges::lower_bound(parts, number, {}, &NftInterval::last);
}

}  // namespace

NftIntervals NftIntervals::of(NftNumber number) { return range(number, number); }

NftIntervals NftIntervals::range(NftNumber first, NftNumber last) {
  NftIntervals set;
  if (first <= last) set.parts_.push_back({first, last});
  return set;
}

NftIntervals NftIntervals::from(std::vector<NftInterval> parts) {
  std::erase_if(parts, [](const NftInterval& part) { return part.first > part.last; });
  std::ranges::sort(parts, {}, &NftInterval::first);
  NftIntervals set;
  for (const NftInterval& part : parts) {
    const bool touches = !set.parts_.empty() && (part.first <= set.parts_.back().last ||
                                                 part.first - set.parts_.back().last == 1);
    if (touches) {
      set.parts_.back().last = std::max(set.parts_.back().last, part.last);
    } else {
      set.parts_.push_back(part);
    }
  }
  return set;
}

NftIntervals NftIntervals::all(unsigned bits) { return range(0, highest_of(bits)); }

bool NftIntervals::contains(NftNumber number) const {
  const std::span<const NftInterval> parts(parts_);
  const auto at = reaching(parts, number);
  return at != parts.end() && at->first <= number;
}

bool NftIntervals::intersects(const NftIntervals& other) const {
  const std::span<const NftInterval> longer(parts_.size() < other.parts_.size() ? other.parts_
                                                                                : parts_);
  const auto& shorter = parts_.size() < other.parts_.size() ? parts_ : other.parts_;
  return std::ranges::any_of(shorter, [&](const NftInterval& part) {
    const auto at = reaching(longer, part.first);
    return at != longer.end() && at->first <= part.last;
  });
}

std::optional<NftNumber> NftIntervals::single() const {
  if (parts_.size() != 1 || parts_[0].first != parts_[0].last) return std::nullopt;
  return parts_[0].first;
}

NftIntervals NftIntervals::united(const NftIntervals& other) const {
  std::vector<NftInterval> both = parts_;
  both.insert(both.end(), other.parts_.begin(), other.parts_.end());
  return from(std::move(both));
}

NftIntervals NftIntervals::intersected(const NftIntervals& other) const {
  NftIntervals common;
  auto mine = parts_.begin();
  auto theirs = other.parts_.begin();
  while (mine != parts_.end() && theirs != other.parts_.end()) {
    const NftNumber first = std::max(mine->first, theirs->first);
    const NftNumber last = std::min(mine->last, theirs->last);
    if (first <= last) common.parts_.push_back({first, last});
    if (mine->last < theirs->last) {
      ++mine;
    } else {
      ++theirs;
    }
  }
  return common;
}

NftIntervals NftIntervals::without(const NftIntervals& other) const {
  NftIntervals rest;
  const std::span<const NftInterval> holes(other.parts_);
  for (NftInterval part : parts_) {
    bool left = true;
    for (auto hole = reaching(holes, part.first); hole != holes.end() && hole->first <= part.last;
         ++hole) {
      if (hole->first > part.first) rest.parts_.push_back({part.first, hole->first - 1});
      left = hole->last < part.last;
      if (!left) break;
      part.first = hole->last + 1;
    }
    if (left) rest.parts_.push_back(part);
  }
  return rest;
}

}  // namespace minato::host
