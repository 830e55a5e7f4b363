// The words of a link's shape, one table of names.
#include "lab/link/link_shape.h"

#include <array>
#include <charconv>
#include <span>

namespace minato::lab {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 4> kTimes = {{{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
constexpr std::array<Unit, 2> kShares = {{{"%", 0.01}, {"", 1}}};
constexpr std::array<Unit, 4> kRates = {{{"gbit", 1e9}, {"mbit", 1e6}, {"kbit", 1e3}, {"bit", 1}}};
constexpr std::array<Unit, 4> kSizes = {{{"MB", 1e6}, {"kB", 1e3}, {"B", 1}, {"", 1}}};
constexpr std::array<Unit, 1> kCounts = {{{"", 1}}};

/// A number of at least 0 with one of the units; negative when it is not one.
double amount(std::string_view text, std::span<const Unit> units) {
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !(value >= 0)) return -1;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units) {
    if (rest == unit.name) return value * unit.factor;
  }
  return -1;
}

std::chrono::nanoseconds time_of(double value) {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(value)};
}

struct Item {
  std::string_view name;
  std::span<const Unit> units;
  double least;
  double most;
  void (*set)(LinkShape&, double);
};

std::uint64_t whole(double value) { return static_cast<std::uint64_t>(value); }

constexpr double kLongest = 60e9;
constexpr std::array<Item, 12> kItems = {{
    {"delay", kTimes, 0, kLongest, [](LinkShape& s, double v) { s.delay = time_of(v); }},
    {"jitter", kTimes, 0, kLongest, [](LinkShape& s, double v) { s.jitter = time_of(v); }},
    {"loss", kShares, 0, 1, [](LinkShape& s, double v) { s.loss = v; }},
    {"burst", kCounts, 1, 1e6, [](LinkShape& s, double v) { s.loss_burst = v; }},
    {"duplicate", kShares, 0, 1, [](LinkShape& s, double v) { s.duplicate = v; }},
    {"reorder", kShares, 0, 1, [](LinkShape& s, double v) { s.reorder = v; }},
    {"reorder-by", kTimes, 0, kLongest, [](LinkShape& s, double v) { s.reorder_by = time_of(v); }},
    {"rate", kRates, 1, 1e12, [](LinkShape& s, double v) { s.rate_bps = whole(v); }},
    {"buffer", kSizes, 1, 1e9, [](LinkShape& s, double v) { s.buffer_bytes = whole(v); }},
    {"overhead", kSizes, 0, 1e4, [](LinkShape& s, double v) { s.overhead_bytes = whole(v); }},
    {"icmp-rate", kCounts, 0, 1e9, [](LinkShape& s, double v) { s.icmp_rate = v; }},
    {"icmp-burst", kCounts, 1, 1e9, [](LinkShape& s, double v) { s.icmp_burst = v; }},
}};

bool apply(std::string_view text, LinkShape& shape) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  for (const Item& item : kItems) {
    if (item.name != text.substr(0, equals)) continue;
    const double value = amount(text.substr(equals + 1), item.units);
    if (value < item.least || value > item.most) return false;
    item.set(shape, value);
    return true;
  }
  return false;
}

}  // namespace

tl::expected<LinkShape, std::string> parse_link_shape(std::string_view text) {
  LinkShape shape;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    if (!apply(item, shape)) {
      return tl::unexpected("a link's shape has no item like '" + std::string(item) + "'");
    }
    text.remove_prefix(std::min(text.size(), item.size() + 1));
  }
  if (shape.rate_bps > 0 && shape.buffer_bytes == 0) shape.buffer_bytes = kDefaultBufferBytes;
  return shape;
}

}  // namespace minato::lab
