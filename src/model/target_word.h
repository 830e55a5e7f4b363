// One word that names targets:
//
//   word   = prefix / address "-" address / octet pattern / name ["/" length]
//   prefix = IPv4 or IPv6 address, IPv6 with "%" interface name or number, ["/" length]
// Octet patterns: octet_pattern.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/address_set.h"
#include "model/octet_pattern.h"

namespace minato::model {

/// Who knows what names mean: the resolver and the interfaces of the system, on a higher floor.
class HostNames {
 public:
  virtual ~HostNames() = default;
  /// Addresses of a host name, those wanted only, best first. Errors: network, not found.
  [[nodiscard]] virtual base::Result<std::vector<IpAddress>> addresses_of(
      std::string_view name) const = 0;
  /// Index of a network interface; nothing when there is none of that name.
  [[nodiscard]] virtual std::optional<std::uint32_t> scope_of(std::string_view interface) const = 0;
};

/// A name that was typed, and an address that it meant.
struct NamedAddress {
  IpAddress address{};
  std::string name{};

  bool operator==(const NamedAddress&) const = default;
};

/// What a word means: ranges, or a pattern too scattered to become ranges.
struct TargetWord {
  std::vector<AddressRange> ranges{};
  std::optional<OctetPattern> pattern{};
  std::vector<NamedAddress> names{};
};

/// A pattern of more ranges than this stays a pattern.
inline constexpr std::uint64_t kMostRangesOfPattern = 4096;

/// Errors: input, marked, with a suggestion where one is near; network, when a name has no address.
[[nodiscard]] base::Result<TargetWord> parse_target_word(std::string_view word,
                                                         const HostNames& names);

}  // namespace minato::model
