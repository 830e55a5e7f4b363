// A set of IP addresses as sorted ranges: memory O(ranges), whatever their size.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uint128.h"
#include "model/ip_address.h"

namespace minato::model {

/// Addresses first to last, both included, of one family and one scope.
struct AddressRange {
  Family family = Family::ipv4;
  std::uint32_t scope = 0;
  base::Uint128 first = 0;
  base::Uint128 last = 0;

  /// All addresses of a block.
  [[nodiscard]] static AddressRange of(const Prefix& prefix);
  [[nodiscard]] static AddressRange of(const IpAddress& address);

  [[nodiscard]] base::Uint128 size() const { return last - first + 1; }
  [[nodiscard]] bool contains(const IpAddress& address) const;
  /// What it shares with a range of addresses without scope; the scope stays.
  [[nodiscard]] std::optional<AddressRange> within(const AddressRange& block) const;

  bool operator==(const AddressRange&) const = default;
};

/// The address as a number, and back.
[[nodiscard]] base::Uint128 number_of(const IpAddress& address);
[[nodiscard]] IpAddress address_of(Family family, std::uint32_t scope, base::Uint128 number);

/// Sorted, disjoint ranges that never touch. ::/0 as a whole (2^128 addresses) has no size() that
/// fits: it counts as 2^128 - 1.
class AddressSet {
 public:
  AddressSet() = default;
  /// From ranges in any order, overlapping or not. O(n log n).
  explicit AddressSet(std::vector<AddressRange> ranges);

  /// O(ranges) each: for many, build a set from them all at once.
  void add(const AddressRange& range);
  /// Takes away every address of `other`. O(ranges of both).
  void remove(const AddressSet& other);

  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] std::span<const AddressRange> ranges() const { return ranges_; }
  [[nodiscard]] base::Uint128 size() const { return ends_.empty() ? 0 : ends_.back(); }
  [[nodiscard]] bool contains(const IpAddress& address) const;
  /// The `index`-th address, index < size(). O(log ranges).
  [[nodiscard]] IpAddress at(base::Uint128 index) const;
  /// The index of an address of the set. O(log ranges).
  [[nodiscard]] std::optional<base::Uint128> index_of(const IpAddress& address) const;

  bool operator==(const AddressSet& other) const { return ranges_ == other.ranges_; }

 private:
  void count();

  std::vector<AddressRange> ranges_;
  std::vector<base::Uint128> ends_;  ///< addresses up to and with each range
};

/// The fewest prefixes that cover exactly this range, ascending.
[[nodiscard]] std::vector<Prefix> prefixes_of(const AddressRange& range);

}  // namespace minato::model
