// IPv4 addresses by octets, as nmap's users type them: `10.0.0-3.1-254`, `10.0.0,5.*`,
// `192.168.-.1`.
//
//   pattern = octets "." octets "." octets "." octets
//   octets  = part *( "," part )
//   part    = number / [number] "-" [number] / "*"              "-" and "*": 0-255
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/address_set.h"

namespace minato::model {

/// Each octet takes any of its values: the product of four small sets.
class OctetPattern {
 public:
  /// Errors: input, the offending octet marked within `text`.
  [[nodiscard]] static base::Result<OctetPattern> parse(std::string_view text);

  /// Number of addresses, 1 to 2^32.
  [[nodiscard]] std::uint64_t size() const;
  /// The `index`-th address, ascending; index < size().
  [[nodiscard]] IpAddress at(std::uint64_t index) const;
  [[nodiscard]] std::optional<std::uint64_t> index_of(const IpAddress& address) const;

  /// All lie between the first and the last one.
  [[nodiscard]] AddressRange hull() const;
  /// How many of the addresses lie in a range.
  [[nodiscard]] std::uint64_t count_within(const AddressRange& range) const;

  /// Number of ranges that ranges() would return.
  [[nodiscard]] std::uint64_t range_count() const;
  /// The same addresses as ascending ranges.
  [[nodiscard]] std::vector<AddressRange> ranges() const;

  bool operator==(const OctetPattern&) const = default;
  friend std::string to_text(const OctetPattern& pattern);

 private:
  /// How many addresses are `last` or lower ones.
  [[nodiscard]] std::uint64_t count_up_to(std::uint32_t last) const;
  /// Index of the last octet that does not take all 256 values; -1 when all do.
  [[nodiscard]] int last_partial() const;

  std::array<std::vector<std::uint8_t>, 4> octets_;  ///< ascending values
};

/// Canonical: `10.0.0-3.1-254`; parses back to an equal pattern.
[[nodiscard]] std::string to_text(const OctetPattern& pattern);

}  // namespace minato::model
