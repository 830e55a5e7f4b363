// The options of a TCP header.
#include "wire/tcp_options.h"

namespace minato::wire {
namespace {

enum Kind : std::uint8_t {
  end_of_options = 0,
  no_operation = 1,
  segment_size = 2,
  scale = 3,
  sack = 4,
  timestamp = 8,
};

/// Reads one named option's value into `out`; false when its length is wrong.
bool take(std::uint8_t kind, base::Bytes value, TcpOptions& out) {
  base::ByteReader in(value);
  switch (kind) {
    case segment_size:
      out.maximum_segment_bytes = in.u16();
      return value.size() == 2;
    case scale:
      out.window_scale = in.u8();
      return value.size() == 1;
    case sack:
      out.sack_permitted = true;
      return value.empty();
    case timestamp:
      out.timestamps = TcpTimestamps{in.u32(), 0};
      out.timestamps->echo = in.u32();
      return value.size() == 8;
    default:
      return true;
  }
}

}  // namespace

tl::expected<TcpOptions, base::Malformed> decode_tcp_options(base::Bytes options) {
  base::ByteReader in(options);
  TcpOptions out;
  while (in.remaining() > 0) {
    const std::size_t at = in.offset();
    const std::uint8_t kind = in.u8();
    if (kind == end_of_options) break;
    if (kind == no_operation) continue;
    const std::uint8_t length = in.u8();
    if (in.failed() || length < 2) return malformed(at, "tcp option length below 2");
    const base::Bytes value = in.bytes(length - 2U);
    if (in.failed()) return malformed(at, "tcp option runs over the end");
    if (!take(kind, value, out)) return malformed(at, "tcp option of the wrong length");
  }
  return out;
}

void encode(const TcpOptions& options, base::ByteWriter& out) {
  const std::size_t at = out.size();
  if (options.maximum_segment_bytes) {
    out.u8(segment_size);
    out.u8(4);
    out.u16(*options.maximum_segment_bytes);
  }
  if (options.sack_permitted) {
    out.u8(sack);
    out.u8(2);
  }
  if (options.timestamps) {
    out.u8(timestamp);
    out.u8(10);
    out.u32(options.timestamps->value);
    out.u32(options.timestamps->echo);
  }
  if (options.window_scale) {
    out.u8(scale);
    out.u8(3);
    out.u8(*options.window_scale);
  }
  while (!out.failed() && (out.size() - at) % 4 != 0) out.u8(no_operation);
}

}  // namespace minato::wire
