// Parsing and merging port intervals.
#include "model/port_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "base/strings.h"

namespace minato::model {
namespace {

constexpr std::string_view kPrefixes = "TUSD";  // in the order of kTransports

using Failure = tl::unexpected<base::Error>;

/// One parse over one text: keeps the whole text for the marks of errors.
class Parser {
 public:
  Parser(std::string_view text, const PortNames& names, std::span<const Transport> defaults)
      : text_(text), names_(names), active_(defaults.begin(), defaults.end()) {}

  base::Result<PortSet> run() {
    for (const std::string_view part : base::split(text_, ',')) {
      const auto done = item(base::trim(part), part);
      if (!done) return base::fail(done.error());
    }
    return std::move(set_);
  }

 private:
  base::Result<void> item(std::string_view item, std::string_view untrimmed) {
    if (item.size() >= 2 && item[1] == ':') {
      const std::size_t at = kPrefixes.find(base::to_lower(item)[0] - 'a' + 'A');
      if (at != std::string_view::npos) {
        active_ = {kTransports[at]};
        item = base::trim(item.substr(2));
      }
    }
    if (item.empty()) return error("error.port.empty", {}, untrimmed);
    std::vector<Transport> transports = active_;
    const std::size_t slash = item.find('/');
    if (slash != std::string_view::npos) {
      const std::string_view name = item.substr(slash + 1);
      const auto transport = parse_transport(name);
      if (!transport)
        return error(transport.error().key, transport.error().args, name,
                     transport.error().mark->suggestion);
      transports = {*transport};
      item = item.substr(0, slash);
    }
    const bool numeric =
        !item.empty() && item.find_first_not_of("0123456789-") == std::string_view::npos;
    return numeric ? range(item, transports) : name(item, transports);
  }

  base::Result<void> range(std::string_view item, const std::vector<Transport>& transports) {
    const std::size_t dash = item.find('-');
    const std::string_view low = item.substr(0, dash);
    const std::string_view high = dash == std::string_view::npos ? low : item.substr(dash + 1);
    const auto first = low.empty() ? std::uint16_t{1} : base::parse_number<std::uint16_t>(low);
    const auto last = high.empty() ? std::uint16_t{65535} : base::parse_number<std::uint16_t>(high);
    if (!first) return error("error.port.number", {std::string(low)}, low);
    if (!last) return error("error.port.number", {std::string(high)}, high);
    if (*first > *last) {
      // "-0" means port 0 alone, the one open start that would run backwards.
      if (!low.empty()) {
        return error("error.port.backwards",
                     {std::string(item), std::string(low), std::string(high)}, item,
                     fmt::format("{}-{}", *last, *first));
      }
      return add({*last, *last}, transports);
    }
    return add({*first, *last}, transports);
  }

  base::Result<void> name(std::string_view item, const std::vector<Transport>& transports) {
    const std::string lower = base::to_lower(item);
    std::size_t found = 0;
    for (const Port port : names_.ports_named(lower)) {
      if (std::ranges::find(transports, port.transport) == transports.end()) continue;
      set_.add(port);
      ++found;
    }
    if (found > 0) return {};
    const bool pattern = item.find_first_of("*?") != std::string_view::npos;
    if (pattern) return error("error.port.no-match", {std::string(item)}, item);
    return error("error.port.unknown-service", {std::string(item)}, item,
                 names_.suggestion_for(lower));
  }

  base::Result<void> add(PortInterval interval, const std::vector<Transport>& transports) {
    for (const Transport transport : transports) set_.add(transport, interval);
    return {};
  }

  Failure error(std::string key, std::vector<std::string> args, std::string_view part,
                std::string suggestion = {}) const {
    const auto offset = static_cast<std::size_t>(part.data() - text_.data());
    return base::fail(
        base::input_error(std::move(key), std::move(args),
                          {std::string(text_), offset, part.size(), std::move(suggestion)}));
  }

  std::string_view text_;
  const PortNames& names_;
  std::vector<Transport> active_;
  PortSet set_;
};

}  // namespace

base::Result<PortSet> PortSet::parse(std::string_view text, const PortNames& names,
                                     std::span<const Transport> defaults) {
  return Parser(text, names, defaults).run();
}

void PortSet::add(Transport transport, PortInterval interval) {
  MINATO_CHECK(interval.first <= interval.last);
  auto& all = intervals_[static_cast<std::size_t>(transport)];
  // Neighbours merge too: 80 and 81 are one interval, so that the canonical text is unique.
  auto begin = std::ranges::find_if(
      all, [&](const PortInterval& i) { return i.last + 1 >= interval.first; });
  auto end = begin;
  while (end != all.end() && end->first <= interval.last + 1) {
    interval.first = std::min(interval.first, end->first);
    interval.last = std::max(interval.last, end->last);
    ++end;
  }
  all.insert(all.erase(begin, end), interval);
}

bool PortSet::contains(Port port) const {
  const auto all = intervals(port.transport);
  const auto at = std::ranges::lower_bound(all, port.number, {}, &PortInterval::last);
  return at != all.end() && at->first <= port.number;
}

bool PortSet::empty() const {
  return std::ranges::all_of(intervals_, [](const auto& all) { return all.empty(); });
}

std::size_t PortSet::size(Transport transport) const {
  std::size_t count = 0;
  for (const PortInterval& i : intervals(transport))
    count += static_cast<std::size_t>(i.last - i.first) + 1;
  return count;
}

std::size_t PortSet::size() const {
  std::size_t count = 0;
  for (const Transport transport : kTransports) count += size(transport);
  return count;
}

std::uint16_t PortSet::at(Transport transport, std::size_t index) const {
  for (const PortInterval& i : intervals(transport)) {
    const auto length = static_cast<std::size_t>(i.last - i.first) + 1;
    if (index < length) return static_cast<std::uint16_t>(i.first + index);
    index -= length;
  }
  base::check_failed("index < size(transport)", __FILE__, __LINE__);
}

std::string to_text(const PortSet& ports) {
  std::string text;
  for (const Transport transport : kTransports) {
    bool first = true;
    for (const PortInterval& i : ports.intervals(transport)) {
      if (!text.empty()) text += ',';
      if (first) text += fmt::format("{}:", kPrefixes[static_cast<std::size_t>(transport)]);
      first = false;
      text +=
          i.first == i.last ? fmt::format("{}", i.first) : fmt::format("{}-{}", i.first, i.last);
    }
  }
  return text;
}

}  // namespace minato::model
