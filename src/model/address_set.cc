// Merging, cutting and counting ranges of addresses.
#include "model/address_set.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/check.h"

namespace minato::model {
namespace {

using base::Uint128;

constexpr Uint128 kMost = std::numeric_limits<std::uint64_t>::max() |
                          static_cast<Uint128>(std::numeric_limits<std::uint64_t>::max()) << 64;

auto place_of(const AddressRange& range) { return std::tuple(range.family, range.scope); }

/// Before, without even touching.
bool lies_before(const AddressRange& left, const AddressRange& right) {
  if (place_of(left) != place_of(right)) return place_of(left) < place_of(right);
  return left.last < right.first && left.last + 1 != right.first;
}

bool ends_before(const AddressRange& range, const AddressRange& point) {
  if (place_of(range) != place_of(point)) return place_of(range) < place_of(point);
  return range.last < point.first;
}

bool overlaps(const AddressRange& left, const AddressRange& right) {
  return place_of(left) == place_of(right) && left.first <= right.last && right.first <= left.last;
}

}  // namespace

Uint128 number_of(const IpAddress& address) {
  if (address.is_v4()) return address.v4_number();
  Uint128 number = 0;
  for (const std::uint8_t byte : address.bytes()) number = number << 8 | byte;
  return number;
}

IpAddress address_of(Family family, std::uint32_t scope, Uint128 number) {
  if (family == Family::ipv4) return IpAddress::v4(static_cast<std::uint32_t>(number));
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(number >> (120 - 8 * i));
  }
  return IpAddress::v6(bytes, scope);
}

AddressRange AddressRange::of(const Prefix& prefix) {
  const IpAddress& base = prefix.address();
  const unsigned free_bits = base.bits() - prefix.length();
  const Uint128 mask = free_bits == 128 ? kMost : (static_cast<Uint128>(1) << free_bits) - 1;
  const Uint128 first = number_of(base);
  return {base.family(), base.scope(), first, first | mask};
}

AddressRange AddressRange::of(const IpAddress& address) {
  const Uint128 number = number_of(address);
  return {address.family(), address.scope(), number, number};
}

std::optional<AddressRange> AddressRange::within(const AddressRange& block) const {
  if (family != block.family || last < block.first || block.last < first) return std::nullopt;
  return AddressRange{family, scope, std::max(first, block.first), std::min(last, block.last)};
}

bool AddressRange::contains(const IpAddress& address) const {
  if (address.family() != family || address.scope() != scope) return false;
  const Uint128 number = number_of(address);
  return number >= first && number <= last;
}

void AddressSet::add(const AddressRange& range) {
  MINATO_CHECK(range.first <= range.last);
  AddressRange merged = range;
  const auto begin = std::ranges::lower_bound(ranges_, range, lies_before);
  auto end = begin;
  while (end != ranges_.end() && !lies_before(range, *end)) {
    merged.first = std::min(merged.first, end->first);
    merged.last = std::max(merged.last, end->last);
    ++end;
  }
  ranges_.insert(ranges_.erase(begin, end), merged);
  count();
}

AddressSet::AddressSet(std::vector<AddressRange> ranges) {
  std::ranges::sort(ranges, [](const AddressRange& left, const AddressRange& right) {
    return std::tuple(place_of(left), left.first) < std::tuple(place_of(right), right.first);
  });
  for (const AddressRange& range : ranges) {
    MINATO_CHECK(range.first <= range.last);
    if (!ranges_.empty() && !lies_before(ranges_.back(), range)) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  }
  count();
}

void AddressSet::remove(const AddressSet& other) {
  std::vector<AddressRange> kept;
  kept.reserve(ranges_.size() + other.ranges_.size());
  auto hole = other.ranges_.begin();
  for (AddressRange rest : ranges_) {
    while (hole != other.ranges_.end() && ends_before(*hole, rest)) ++hole;
    bool left = true;
    // A hole may reach into the next range too: walk on with a copy.
    for (auto at = hole; left && at != other.ranges_.end() && overlaps(*at, rest); ++at) {
      if (rest.first < at->first) {
        kept.push_back({rest.family, rest.scope, rest.first, at->first - 1});
      }
      left = at->last < rest.last;
      if (left) rest.first = at->last + 1;
    }
    if (left) kept.push_back(rest);
  }
  ranges_ = std::move(kept);
  count();
}

void AddressSet::count() {
  ends_.clear();
  Uint128 total = 0;
  for (const AddressRange& range : ranges_) {
    const Uint128 size = range.size();
    // size() wraps to 0 for ::/0; and many scopes may hold more than fits.
    total = size == 0 || total > kMost - size ? kMost : total + size;
    ends_.push_back(total);
  }
}

bool AddressSet::contains(const IpAddress& address) const { return index_of(address).has_value(); }

IpAddress AddressSet::at(Uint128 index) const {
  const auto end = std::ranges::upper_bound(ends_, index);
  MINATO_CHECK(end != ends_.end());
  const auto i = static_cast<std::size_t>(end - ends_.begin());
  const AddressRange& range = ranges_[i];
  const Uint128 before = i == 0 ? 0 : ends_[i - 1];
  return address_of(range.family, range.scope, range.first + (index - before));
}

std::optional<Uint128> AddressSet::index_of(const IpAddress& address) const {
  const AddressRange point = AddressRange::of(address);
  const auto found = std::ranges::lower_bound(ranges_, point, ends_before);
  if (found == ranges_.end() || !found->contains(address)) return std::nullopt;
  const auto i = static_cast<std::size_t>(found - ranges_.begin());
  return (i == 0 ? 0 : ends_[i - 1]) + (point.first - found->first);
}

std::vector<Prefix> prefixes_of(const AddressRange& range) {
  const unsigned bits = range.family == Family::ipv4 ? 32 : 128;
  std::vector<Prefix> prefixes;
  Uint128 at = range.first;
  while (true) {
    // The largest block that starts here, ends within the range and is aligned.
    unsigned free_bits = 0;
    while (free_bits < bits) {
      const Uint128 wider =
          free_bits + 1 == 128 ? kMost : (static_cast<Uint128>(2) << free_bits) - 1;
      if ((at & wider) != 0 || range.last - at < wider) break;
      ++free_bits;
    }
    prefixes.emplace_back(address_of(range.family, range.scope, at), bits - free_bits);
    const Uint128 block_last =
        at | (free_bits == 128 ? kMost : (static_cast<Uint128>(1) << free_bits) - 1);
    if (block_last == range.last) return prefixes;
    at = block_last + 1;
  }
}

}  // namespace minato::model
