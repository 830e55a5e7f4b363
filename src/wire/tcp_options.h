// The options of a TCP header (RFC 9293 section 3.2, RFC 7323, RFC 2018).
//
//   options = *( 0 | 1 | kind:u8 length:u8 value )          0 ends, 1 is padding
#pragma once

#include <optional>

#include "wire/decoded.h"

namespace minato::wire {

struct TcpTimestamps {
  std::uint32_t value = 0;
  std::uint32_t echo = 0;

  bool operator==(const TcpTimestamps&) const = default;
};

struct TcpOptions {
  std::optional<std::uint16_t> maximum_segment_bytes{};
  std::optional<std::uint8_t> window_scale{};
  bool sack_permitted = false;
  std::optional<TcpTimestamps> timestamps{};

  bool operator==(const TcpOptions&) const = default;
};

/// Kinds that are not named here are stepped over. Malformed: a length below 2 or beyond the end,
/// or a named option of the wrong length.
[[nodiscard]] tl::expected<TcpOptions, base::Malformed> decode_tcp_options(base::Bytes options);
/// Writes the options that are there, padded to 4 bytes with no-operations: 40 bytes at most.
void encode(const TcpOptions& options, base::ByteWriter& out);

}  // namespace minato::wire
