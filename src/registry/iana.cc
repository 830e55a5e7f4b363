// Lookups over the generated IANA table.
#include "registry/iana.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "base/check.h"
#include "base/strings.h"
#include "registry/data.h"

namespace minato::registry {
namespace {

std::span<const data::IanaRow> singles() { return {data::kIana, data::kIanaSingleCount}; }

std::span<const data::IanaRow> ranges() {
  return std::span<const data::IanaRow>(data::kIana, data::kIanaCount)
      .subspan(data::kIanaSingleCount);
}

std::span<const data::IanaRow> rows_at(std::uint16_t number) {
  const data::Slice found =
      data::rows_at(number, data::kIanaPortBits, data::kIanaPortRanks, data::kIanaPortStarts);
  return singles().subspan(found.first, found.count);
}

bool carries(const data::IanaRow& row, model::Transport transport) {
  return (row.transports & (1U << static_cast<unsigned>(transport))) != 0;
}

bool covers(const data::IanaRow& row, std::uint16_t number) {
  return row.first <= number && number <= row.last;
}

std::string_view name_of(std::uint16_t row) { return data::view(data::kIana[row].name); }

std::span<const std::uint16_t> by_name() { return {data::kIanaByName, data::kIanaNamedCount}; }

/// The rows whose lower-case name starts with `lower`.
std::span<const std::uint16_t> rows_with_prefix(std::string_view lower) {
  const auto head = [&](std::uint16_t row) {
    return base::to_lower(name_of(row).substr(0, lower.size()));
  };
  const auto found = std::ranges::equal_range(by_name(), lower, std::ranges::less{}, head);
  return {found.begin(), found.end()};
}

std::vector<IanaEntry> entries(std::span<const std::uint16_t> rows) {
  std::vector<IanaEntry> result;
  result.reserve(rows.size());
  for (const std::uint16_t row : rows) result.emplace_back(data::kIana[row]);
  return result;
}

}  // namespace

std::string_view to_text(IanaStatus status) {
  static constexpr std::array<std::string_view, 5> kWords = {"assigned", "also", "historic",
                                                             "reserved", "unassigned"};
  return kWords.at(static_cast<std::size_t>(status));
}

std::string_view IanaEntry::name() const { return data::view(row_->name); }
std::string_view IanaEntry::description() const { return data::view(row_->description); }
IanaStatus IanaEntry::status() const { return static_cast<IanaStatus>(row_->status); }
std::uint16_t IanaEntry::first() const { return row_->first; }
std::uint16_t IanaEntry::last() const { return row_->last; }
bool IanaEntry::has(model::Transport transport) const { return carries(*row_, transport); }
int IanaEntry::transport_count() const { return std::popcount(row_->transports); }

std::size_t iana_count() { return data::kIanaCount; }

IanaEntry iana_entry(std::size_t position) {
  MINATO_CHECK(position < data::kIanaCount);
  return IanaEntry(data::kIana[position]);
}

std::optional<IanaEntry> iana_at(model::Port port) {
  const data::IanaRow* unnamed = nullptr;
  for (const data::IanaRow& row : rows_at(port.number)) {
    if (!carries(row, port.transport)) continue;
    if (row.name.length > 0) return IanaEntry(row);
    unnamed = &row;
  }
  for (const data::IanaRow& row : ranges()) {
    if (!covers(row, port.number) || !carries(row, port.transport)) continue;
    if (row.name.length > 0) return IanaEntry(row);
    unnamed = &row;
  }
  if (unnamed == nullptr) return std::nullopt;
  return IanaEntry(*unnamed);
}

bool iana_assigns(model::Port port, std::string_view name) {
  const auto gives = [&](const data::IanaRow& row) {
    return covers(row, port.number) && carries(row, port.transport) && data::view(row.name) == name;
  };
  return !name.empty() &&
         (std::ranges::any_of(rows_at(port.number), gives) || std::ranges::any_of(ranges(), gives));
}

std::vector<IanaEntry> iana_entries_at(std::uint16_t number) {
  std::vector<IanaEntry> result;
  for (const data::IanaRow& row : rows_at(number)) result.emplace_back(row);
  for (const data::IanaRow& row : ranges()) {
    if (covers(row, number)) result.emplace_back(row);
  }
  return result;
}

std::vector<IanaEntry> iana_between(std::uint16_t first, std::uint16_t last) {
  std::vector<IanaEntry> result;
  const auto begin = std::ranges::lower_bound(singles(), first, {}, &data::IanaRow::first);
  for (auto row = begin; row != singles().end() && row->first <= last; ++row) {
    result.emplace_back(*row);
  }
  for (const data::IanaRow& row : ranges()) {
    if (row.first <= last && first <= row.last) result.emplace_back(row);
  }
  std::ranges::stable_sort(result, {}, &IanaEntry::first);
  return result;
}

std::vector<IanaEntry> iana_named(std::string_view name) {
  std::vector<IanaEntry> result = iana_with_prefix(name);
  std::erase_if(result, [&](const IanaEntry& entry) { return entry.name().size() != name.size(); });
  return result;
}

std::vector<IanaEntry> iana_with_prefix(std::string_view prefix) {
  return entries(rows_with_prefix(base::to_lower(prefix)));
}

std::vector<IanaEntry> iana_matching(std::string_view pattern) {
  const std::string lower = base::to_lower(pattern);
  // The letters before the first wildcard narrow the search to one stretch of the sorted names.
  std::vector<IanaEntry> result = iana_with_prefix(lower.substr(0, lower.find_first_of("*?")));
  std::erase_if(result, [&](const IanaEntry& entry) {
    return !base::matches_glob(lower, base::to_lower(entry.name()));
  });
  return result;
}

}  // namespace minato::registry
