// The fields of each header in the order in which they stand.
#pragma once

#include <span>
#include <string_view>

#include "capture/headers.h"
#include "wire/decoded.h"

namespace minato::capture {

/// How the value of a field is written.
enum class Show : std::uint8_t {
  number,
  hexadecimal,
  words,  ///< counts units of four bytes
  units,  ///< counts units of eight bytes
  mac,
  ipv4,
  ipv6,
  ethertype,
  ip_protocol,
  ip_flags,
  tcp_flags,
  tcp_options,
  bytes,
};

/// Instead of a number of bits: all that is left of the header.
inline constexpr unsigned kRest = 0;

struct FieldRow {
  unsigned bits = 0;
  std::string_view name{};
  Show show = Show::number;
  FieldKind kind = FieldKind::plain;
};

/// One field of raw bytes for protocols without a table.
[[nodiscard]] std::span<const FieldRow> field_rows(wire::Protocol protocol);

}  // namespace minato::capture
