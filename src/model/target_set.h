// Which addresses to look at, as people type them: words between white space (target_word.h), with
// "!" in front of what is excluded. In files, "#" starts a comment.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/address_set.h"
#include "model/octet_pattern.h"
#include "model/target_word.h"

namespace minato::model {

/// Immutable; memory O(words), whatever the number of addresses. Slots number the addresses; where
/// octet patterns are too scattered to become ranges, a slot may yield nothing: its address is
/// excluded, or an earlier slot has it. Reading is thread-safe.
class TargetSet {
 public:
  /// Number of slots: at least the number of addresses.
  [[nodiscard]] base::Uint128 slots() const { return slots_; }
  [[nodiscard]] bool empty() const { return slots_ == 0; }
  /// The address of a slot, slot < slots(). O(log ranges).
  [[nodiscard]] std::optional<IpAddress> at(base::Uint128 slot) const;
  /// The slot that yields this address. O(log ranges).
  [[nodiscard]] std::optional<base::Uint128> slot_of(const IpAddress& address) const;
  [[nodiscard]] bool contains(const IpAddress& address) const {
    return slot_of(address).has_value();
  }

  /// What became ranges, and what stayed patterns.
  [[nodiscard]] const AddressSet& ranges() const { return ranges_; }
  [[nodiscard]] std::span<const OctetPattern> patterns() const { return patterns_; }
  /// Each range as it was typed, not joined with its neighbours; of patterns their hulls.
  [[nodiscard]] std::vector<AddressRange> typed() const;
  /// How many of the addresses lie in a range, whatever their scope; those of several patterns
  /// count for each.
  [[nodiscard]] base::Uint128 count_within(const AddressRange& range) const;
  /// Names that were resolved, in the order typed.
  [[nodiscard]] std::span<const NamedAddress> names() const { return names_; }
  /// The name that was typed for an address; "" when it was typed as a number.
  [[nodiscard]] std::string_view name_of(const IpAddress& address) const;

  /// The same targets without these addresses.
  [[nodiscard]] TargetSet without(const AddressSet& excluded) const;

  bool operator==(const TargetSet& other) const {
    return ranges_ == other.ranges_ && patterns_ == other.patterns_ && excluded_ == other.excluded_;
  }
  friend std::string to_text(const TargetSet& targets);
  friend class TargetSetBuilder;

 private:
  void settle();

  AddressSet ranges_;
  std::vector<AddressRange> typed_;
  std::vector<OctetPattern> patterns_;
  AddressSet excluded_;  ///< kept only while patterns_ need it
  std::vector<NamedAddress> names_;
  std::vector<base::Uint128> pattern_ends_;
  base::Uint128 slots_ = 0;
};

/// Canonical: ranges as prefixes, then patterns, then exclusions; parses back to an equal set.
[[nodiscard]] std::string to_text(const TargetSet& targets);

/// A scattered pattern as ranges, where only ranges will do: what is excluded or allowed.
/// Errors: input, when they are too many.
[[nodiscard]] base::Result<std::vector<AddressRange>> ranges_of_scattered(
    const OctetPattern& pattern);

/// Collects words into a TargetSet. `names` must outlive it.
class TargetSetBuilder {
 public:
  explicit TargetSetBuilder(const HostNames& names) : names_(names) {}

  /// Adds one word; with "!" in front, excludes it. Errors: input, marked; network.
  [[nodiscard]] base::Result<void> add(std::string_view word);
  /// Adds the words of a file. Errors as add(), within one that names the file and the line.
  [[nodiscard]] base::Result<void> add_lines(std::string_view text, std::string_view file);
  /// Excludes one word. Errors as add().
  [[nodiscard]] base::Result<void> exclude(std::string_view word);
  /// Excludes the words of a file. Errors as add_lines().
  [[nodiscard]] base::Result<void> exclude_lines(std::string_view text, std::string_view file);

  [[nodiscard]] TargetSet build() const;

 private:
  const HostNames& names_;
  std::vector<AddressRange> included_;
  std::vector<OctetPattern> patterns_;
  std::vector<NamedAddress> named_;
  std::vector<AddressRange> excluded_;
};

/// Parses white-space separated words. Errors as TargetSetBuilder::add().
[[nodiscard]] base::Result<TargetSet> parse_target_set(std::string_view text,
                                                       const HostNames& names);

}  // namespace minato::model
