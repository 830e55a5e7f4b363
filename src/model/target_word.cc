// One word that names targets: told apart by its characters, then parsed.
#include "model/target_word.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace minato::model {
namespace {

using Words = base::Result<TargetWord>;

constexpr std::string_view kPatternCharacters = "0123456789.,-*";

tl::unexpected<base::Error> bad(std::string key, std::vector<std::string> args,
                                std::string_view text, std::string_view part,
                                std::string suggestion = {}) {
  const auto offset = static_cast<std::size_t>(part.data() - text.data());
  return base::fail(
      base::input_error(std::move(key), std::move(args),
                        {std::string(text), offset, part.size(), std::move(suggestion)}));
}

TargetWord of_range(const AddressRange& range) {
  TargetWord word;
  word.ranges.push_back(range);
  return word;
}

/// The same error, its mark moved to where `part` stands in `word`.
tl::unexpected<base::Error> moved(base::Error error, std::string_view word, std::string_view part) {
  if (error.mark) {
    error.mark->text = std::string(word);
    error.mark->offset += static_cast<std::size_t>(part.data() - word.data());
  }
  return base::fail(std::move(error));
}

base::Result<unsigned> parse_length(std::string_view word, std::string_view digits, unsigned most) {
  const auto length = base::parse_number<unsigned>(digits);
  if (length && *length <= most) return *length;
  return bad("error.address.prefix", {std::string(digits), fmt::to_string(most)}, word, digits);
}

/// The part before the slash, and the digits behind it when there is a slash.
std::pair<std::string_view, std::optional<std::string_view>> cut_length(std::string_view word) {
  const std::size_t slash = word.find('/');
  if (slash == std::string_view::npos) return {word, std::nullopt};
  return {word.substr(0, slash), word.substr(slash + 1)};
}

Words of_address(const IpAddress& address, std::string_view word,
                 std::optional<std::string_view> digits) {
  if (!digits) return of_range(AddressRange::of(address));
  const auto length = parse_length(word, *digits, address.bits());
  if (!length) return base::fail(length.error());
  return of_range(AddressRange::of(Prefix(address, *length)));
}

/// `fe80::1%eth0/64`: the scope becomes its number.
Words parse_ipv6(std::string_view word, const HostNames& names) {
  const auto [typed, digits] = cut_length(word);
  const std::size_t percent = typed.find('%');
  auto address = IpAddress::parse(typed.substr(0, percent));
  if (!address) return moved(address.error(), word, typed);
  if (percent != std::string_view::npos) {
    const std::string_view zone = typed.substr(percent + 1);
    auto scope = names.scope_of(zone);
    if (!scope) scope = base::parse_number<std::uint32_t>(zone);
    if (!scope || *scope == 0) return bad("error.target.scope", {std::string(zone)}, word, zone);
    address = address_of(Family::ipv6, *scope, number_of(*address));
  }
  return of_address(*address, word, digits);
}

/// `10.0.0.1-10.0.0.20`
std::optional<Words> parse_dotted_range(std::string_view word) {
  const std::size_t dash = word.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = IpAddress::parse(word.substr(0, dash));
  const auto last = IpAddress::parse(word.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  if (*first > *last) {
    return bad("error.target.backwards", {std::string(word)}, word, word,
               to_text(*last) + "-" + to_text(*first));
  }
  return of_range({Family::ipv4, 0, number_of(*first), number_of(*last)});
}

Words parse_numbers(std::string_view word) {
  if (auto range = parse_dotted_range(word)) return std::move(*range);
  auto pattern = OctetPattern::parse(word);
  if (!pattern) return base::fail(pattern.error());
  TargetWord found;
  if (pattern->range_count() <= kMostRangesOfPattern) {
    found.ranges = pattern->ranges();
  } else {
    found.pattern = std::move(*pattern);
  }
  return found;
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > 253 || name.front() == '-' || name.front() == '.') return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  });
}

/// What of a URL or HOST:PORT would be a target: for the suggestion.
std::string host_in(std::string_view word) {
  const std::size_t scheme = word.find("://");
  if (scheme != std::string_view::npos) word.remove_prefix(scheme + 3);
  const std::string_view host = word.substr(0, word.find_first_of(":/"));
  return is_host_name(host) ? std::string(host) : "";
}

Words parse_name(std::string_view word, const HostNames& names) {
  const auto [name, digits] = cut_length(word);
  if (!is_host_name(name)) {
    return bad("error.target.bad", {std::string(word)}, word, word, host_in(word));
  }
  const auto addresses = names.addresses_of(name);
  if (!addresses) return base::fail(addresses.error());
  TargetWord found;
  for (const IpAddress& address : *addresses) {
    auto one = of_address(address, word, digits);
    if (!one) return one;
    found.ranges.insert(found.ranges.end(), one->ranges.begin(), one->ranges.end());
    found.names.push_back({address, std::string(name)});
  }
  if (found.ranges.empty()) return bad("error.target.no-address", {std::string(name)}, word, name);
  return found;
}

}  // namespace

Words parse_target_word(std::string_view word, const HostNames& names) {
  if (word.empty()) return bad("error.target.empty", {}, word, word);
  const auto [front, digits] = cut_length(word);
  const bool url = word.find("://") != std::string_view::npos;
  if (std::ranges::count(front, ':') > 1 && !url) return parse_ipv6(word, names);
  if (front.find_first_not_of(kPatternCharacters) != std::string_view::npos) {
    return parse_name(word, names);
  }
  if (!digits) return parse_numbers(word);
  const auto address = IpAddress::parse(front);
  if (!address) return moved(address.error(), word, front);
  return of_address(*address, word, digits);
}

}  // namespace minato::model
