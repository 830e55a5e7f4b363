// The headers of one frame field by field, for pictures and for JSON: name, bits, value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "wire/layers.h"

namespace minato::capture {

/// What a field is to the reader, beyond its value.
enum class FieldKind : std::uint8_t { plain, source_port, destination_port, address, flags, check };

struct HeaderField {
  std::string_view
      name{};  ///< "source-port": the key of its name and its meaning in the catalogues
  unsigned bits = 0;
  std::uint64_t number = 0;  ///< the value of fields of at most 64 bits
  std::string value{};       ///< as people read it: "443", "SYN ACK", "6 TCP"
  FieldKind kind = FieldKind::plain;
};

/// Whether a checksum holds.
enum class ChecksumState : std::uint8_t { none, good, wrong, unknown };

struct Header {
  wire::Protocol protocol = wire::Protocol::unknown;
  std::size_t offset = 0;  ///< in the frame
  std::size_t length_bytes = 0;
  bool quoted = false;  ///< inside the packet that an ICMP error quotes
  ChecksumState checksum = ChecksumState::none;
  std::vector<HeaderField> fields{};
};

/// All headers that `layers` found in `frame`, from the outermost on.
[[nodiscard]] std::vector<Header> headers_of(base::Bytes frame, const wire::Layers& layers);

/// "SYN ACK"; "" without flags.
[[nodiscard]] std::string tcp_flags_text(std::uint16_t flags);
/// "MSS 1460, SACK permitted, timestamps 7 0, window scale 7".
[[nodiscard]] std::string tcp_options_text(base::Bytes options);

}  // namespace minato::capture
