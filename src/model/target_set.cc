// Collecting target words, numbering their addresses.
#include "model/target_set.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace minato::model {
namespace {

/// 40 bytes each.
constexpr std::uint64_t kMostRangesOfScattered = std::uint64_t{1} << 20;

/// Calls `take` for each word of a file; an error is wrapped into one that names file and line.
template <typename Take>
base::Result<void> each_word(std::string_view text, std::string_view file, const Take& take) {
  std::size_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    for (const std::string_view word : base::words(line.substr(0, line.find('#')))) {
      const auto taken = take(word);
      if (taken) continue;
      const base::Error& inner = taken.error();
      base::Error outer{.code = inner.code, .origin = inner.origin, .key = "error.target.in-file"};
      outer.args = {std::string(file), fmt::to_string(number)};
      outer.mark = inner.mark;
      return base::fail(inner.within(std::move(outer)));
    }
  }
  return {};
}

}  // namespace

std::optional<IpAddress> TargetSet::at(base::Uint128 slot) const {
  if (slot < ranges_.size()) return ranges_.at(slot);
  const auto end = std::ranges::upper_bound(pattern_ends_, slot);
  const auto i = static_cast<std::size_t>(end - pattern_ends_.begin());
  const base::Uint128 before = i == 0 ? ranges_.size() : pattern_ends_[i - 1];
  const IpAddress address = patterns_[i].at(static_cast<std::uint64_t>(slot - before));
  // An address that several slots would give belongs to the first of them.
  if (slot_of(address) != slot) return std::nullopt;
  return address;
}

std::optional<base::Uint128> TargetSet::slot_of(const IpAddress& address) const {
  if (const auto index = ranges_.index_of(address)) return index;
  if (patterns_.empty() || excluded_.contains(address)) return std::nullopt;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (const auto index = patterns_[i].index_of(address)) {
      return (i == 0 ? ranges_.size() : pattern_ends_[i - 1]) + *index;
    }
  }
  return std::nullopt;
}

std::vector<AddressRange> TargetSet::typed() const {
  std::vector<AddressRange> all = typed_;
  for (const OctetPattern& pattern : patterns_) all.push_back(pattern.hull());
  return all;
}

base::Uint128 TargetSet::count_within(const AddressRange& range) const {
  base::Uint128 count = 0;
  for (const AddressRange& own : ranges_.ranges()) {
    if (const auto shared = own.within(range)) count += shared->size();
  }
  for (const OctetPattern& pattern : patterns_) {
    count += pattern.count_within(range);
    for (const AddressRange& excluded : excluded_.ranges()) {
      if (const auto shared = excluded.within(range)) count -= pattern.count_within(*shared);
    }
  }
  return count;
}

std::string_view TargetSet::name_of(const IpAddress& address) const {
  const auto found = std::ranges::find(names_, address, &NamedAddress::address);
  return found == names_.end() ? std::string_view{} : found->name;
}

TargetSet TargetSet::without(const AddressSet& excluded) const {
  TargetSet set = *this;
  std::vector<AddressRange> all(excluded_.ranges().begin(), excluded_.ranges().end());
  all.insert(all.end(), excluded.ranges().begin(), excluded.ranges().end());
  set.excluded_ = AddressSet(std::move(all));
  set.settle();
  return set;
}

void TargetSet::settle() {
  ranges_.remove(excluded_);
  if (patterns_.empty()) excluded_ = {};
  std::erase_if(names_, [&](const NamedAddress& named) { return !contains(named.address); });
  pattern_ends_.clear();
  slots_ = ranges_.size();
  for (const OctetPattern& pattern : patterns_) {
    slots_ += pattern.size();
    pattern_ends_.push_back(slots_);
  }
}

std::string to_text(const TargetSet& targets) {
  std::vector<std::string> words;
  const auto add_ranges = [&](const AddressSet& set, std::string_view sign) {
    for (const AddressRange& range : set.ranges()) {
      for (const Prefix& prefix : prefixes_of(range)) {
        const bool single = prefix.length() == prefix.address().bits();
        words.push_back(std::string(sign) + (single ? to_text(prefix.address()) : to_text(prefix)));
      }
    }
  };
  add_ranges(targets.ranges_, "");
  for (const OctetPattern& pattern : targets.patterns_) words.push_back(to_text(pattern));
  add_ranges(targets.excluded_, "!");
  return fmt::format("{}", fmt::join(words, " "));
}

base::Result<std::vector<AddressRange>> ranges_of_scattered(const OctetPattern& pattern) {
  if (pattern.range_count() <= kMostRangesOfScattered) return pattern.ranges();
  const std::string text = to_text(pattern);
  return base::fail(base::input_error(
      "error.target.scattered",
      {text, fmt::to_string(pattern.range_count()), fmt::to_string(kMostRangesOfScattered)},
      {text, 0, text.size(), {}}));
}

base::Result<void> TargetSetBuilder::add(std::string_view word) {
  if (word.starts_with('!')) return exclude(word.substr(1));
  auto parsed = parse_target_word(word, names_);
  if (!parsed) return base::fail(parsed.error());
  included_.insert(included_.end(), parsed->ranges.begin(), parsed->ranges.end());
  if (parsed->pattern && std::ranges::find(patterns_, *parsed->pattern) == patterns_.end()) {
    patterns_.push_back(std::move(*parsed->pattern));
  }
  named_.insert(named_.end(), parsed->names.begin(), parsed->names.end());
  return {};
}

base::Result<void> TargetSetBuilder::exclude(std::string_view word) {
  const auto parsed = parse_target_word(word, names_);
  if (!parsed) return base::fail(parsed.error());
  auto ranges = parsed->pattern ? ranges_of_scattered(*parsed->pattern)
                                : base::Result<std::vector<AddressRange>>(parsed->ranges);
  if (!ranges) return base::fail(ranges.error());
  excluded_.insert(excluded_.end(), ranges->begin(), ranges->end());
  return {};
}

base::Result<void> TargetSetBuilder::add_lines(std::string_view text, std::string_view file) {
  return each_word(text, file, [&](std::string_view word) { return add(word); });
}

base::Result<void> TargetSetBuilder::exclude_lines(std::string_view text, std::string_view file) {
  return each_word(text, file, [&](std::string_view word) { return exclude(word); });
}

TargetSet TargetSetBuilder::build() const {
  TargetSet set;
  set.ranges_ = AddressSet(included_);
  set.typed_ = included_;
  set.patterns_ = patterns_;
  set.excluded_ = AddressSet(excluded_);
  set.names_ = named_;
  set.settle();
  return set;
}

base::Result<TargetSet> parse_target_set(std::string_view text, const HostNames& names) {
  TargetSetBuilder builder(names);
  for (const std::string_view word : base::words(text)) {
    const auto added = builder.add(word);
    if (!added) return base::fail(added.error());
  }
  return builder.build();
}

}  // namespace minato::model
