// IPv4 addresses by octets.
#include "model/octet_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>

#include "base/check.h"
#include "base/strings.h"

namespace minato::model {
namespace {

constexpr std::size_t kValues = 256;

struct Run {
  std::uint8_t first = 0;
  std::uint8_t last = 0;
};

std::vector<Run> runs_of(const std::vector<std::uint8_t>& values) {
  std::vector<Run> runs;
  for (const std::uint8_t value : values) {
    if (!runs.empty() && runs.back().last + 1 == value) {
      runs.back().last = value;
    } else {
      runs.push_back({value, value});
    }
  }
  return runs;
}

tl::unexpected<base::Error> bad(std::string key, std::string_view text, std::string_view part,
                                std::string suggestion = {}) {
  const auto offset = static_cast<std::size_t>(part.data() - text.data());
  return base::fail(
      base::input_error(std::move(key), {std::string(part)},
                        {std::string(text), offset, part.size(), std::move(suggestion)}));
}

/// One part between commas.
base::Result<Run> parse_part(std::string_view text, std::string_view part) {
  if (part == "*") return Run{0, 255};
  const std::size_t dash = part.find('-');
  const std::string_view low = part.substr(0, dash);
  const std::string_view high = dash == std::string_view::npos ? low : part.substr(dash + 1);
  const bool open = dash != std::string_view::npos;
  const auto first = low.empty() && open ? std::uint8_t{0} : base::parse_number<std::uint8_t>(low);
  const auto last =
      high.empty() && open ? std::uint8_t{255} : base::parse_number<std::uint8_t>(high);
  if (!first) return bad("error.target.octet", text, low.empty() ? part : low);
  if (!last) return bad("error.target.octet", text, high);
  if (*first > *last) {
    return bad("error.target.backwards", text, part, fmt::format("{}-{}", *last, *first));
  }
  return Run{*first, *last};
}

}  // namespace

base::Result<OctetPattern> OctetPattern::parse(std::string_view text) {
  const auto octets = base::split(text, '.');
  if (octets.size() != 4) return bad("error.target.four-octets", text, text);
  OctetPattern pattern;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    std::bitset<kValues> taken;
    for (const std::string_view part : base::split(octets[i], ',')) {
      const auto run = parse_part(text, part);
      if (!run) return base::fail(run.error());
      for (unsigned value = run->first; value <= run->last; ++value) taken.set(value);
    }
    for (unsigned value = 0; value < kValues; ++value) {
      if (taken.test(value)) pattern.octets_[i].push_back(static_cast<std::uint8_t>(value));
    }
  }
  return pattern;
}

std::uint64_t OctetPattern::size() const {
  std::uint64_t product = 1;
  for (const auto& values : octets_) product *= values.size();
  return product;
}

IpAddress OctetPattern::at(std::uint64_t index) const {
  MINATO_CHECK(index < size());
  std::uint32_t number = 0;
  for (std::size_t i = 4; i > 0; --i) {
    const auto& values = octets_[i - 1];
    number |= static_cast<std::uint32_t>(values[index % values.size()]) << (8 * (4 - i));
    index /= values.size();
  }
  return IpAddress::v4(number);
}

std::optional<std::uint64_t> OctetPattern::index_of(const IpAddress& address) const {
  if (!address.is_v4()) return std::nullopt;
  std::uint64_t index = 0;
  for (std::size_t i = 0; i < octets_.size(); ++i) {
    const auto& values = octets_[i];
    const std::uint8_t octet = address.bytes()[i];
    const auto found = std::ranges::lower_bound(values, octet);
    if (found == values.end() || *found != octet) return std::nullopt;
    index = index * values.size() + static_cast<std::uint64_t>(found - values.begin());
  }
  return index;
}

AddressRange OctetPattern::hull() const {
  return {Family::ipv4, 0, number_of(at(0)), number_of(at(size() - 1))};
}

std::uint64_t OctetPattern::count_up_to(std::uint32_t last) const {
  std::uint64_t behind = size();  // addresses of each choice of the octets looked at so far
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < octets_.size(); ++i) {
    const auto& values = octets_[i];
    behind /= values.size();
    const auto octet = static_cast<std::uint8_t>(last >> (8 * (3 - i)));
    const auto found = std::ranges::lower_bound(values, octet);
    count += static_cast<std::uint64_t>(found - values.begin()) * behind;
    if (found == values.end() || *found != octet) return count;
  }
  return count + 1;
}

std::uint64_t OctetPattern::count_within(const AddressRange& range) const {
  if (range.family != Family::ipv4) return 0;
  const auto first = static_cast<std::uint32_t>(range.first);
  const std::uint64_t before = first == 0 ? 0 : count_up_to(first - 1);
  return count_up_to(static_cast<std::uint32_t>(range.last)) - before;
}

int OctetPattern::last_partial() const {
  int i = 3;
  while (i >= 0 && octets_[static_cast<std::size_t>(i)].size() == kValues) --i;
  return i;
}

std::uint64_t OctetPattern::range_count() const {
  const int last = last_partial();
  if (last < 0) return 1;
  std::uint64_t count = runs_of(octets_[static_cast<std::size_t>(last)]).size();
  for (std::size_t i = 0; i < static_cast<std::size_t>(last); ++i) count *= octets_[i].size();
  return count;
}

std::vector<AddressRange> OctetPattern::ranges() const {
  const int last = last_partial();
  if (last < 0) return {{Family::ipv4, 0, 0, 0xffffffff}};
  const auto runs = runs_of(octets_[static_cast<std::size_t>(last)]);
  const unsigned shift = 8 * static_cast<unsigned>(3 - last);
  const std::uint32_t tail = shift == 0 ? 0 : (std::uint32_t{1} << shift) - 1;
  // The octets in front of the last partial one, counted through like digits.
  OctetPattern front = *this;
  for (std::size_t i = static_cast<std::size_t>(last); i < 4; ++i) front.octets_[i] = {0};
  std::vector<AddressRange> ranges;
  for (std::uint64_t i = 0; i < front.size(); ++i) {
    const std::uint32_t base = front.at(i).v4_number();
    for (const Run run : runs) {
      const std::uint32_t first = base | static_cast<std::uint32_t>(run.first) << shift;
      const std::uint32_t end = base | static_cast<std::uint32_t>(run.last) << shift | tail;
      ranges.push_back({Family::ipv4, 0, first, end});
    }
  }
  return ranges;
}

std::string to_text(const OctetPattern& pattern) {
  std::string text;
  for (const auto& values : pattern.octets_) {
    if (!text.empty()) text += '.';
    bool first = true;
    for (const Run run : runs_of(values)) {
      if (!first) text += ',';
      first = false;
      text += run.first == run.last ? fmt::format("{}", run.first)
                                    : fmt::format("{}-{}", run.first, run.last);
    }
  }
  return text;
}

}  // namespace minato::model
