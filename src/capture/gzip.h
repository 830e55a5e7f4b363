// gzip (RFC 1952) as a stream: several members in a row are one file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/error.h"
#include "sys/byte_input.h"

namespace minato::capture {

class GzipReader {
 public:
  /// first: compressed bytes that were read already.
  explicit GzipReader(base::Bytes first);
  GzipReader(GzipReader&&) noexcept;
  GzipReader& operator=(GzipReader&&) noexcept;
  ~GzipReader();

  [[nodiscard]] static bool is_gzip(base::Bytes first) {
    return first.size() >= 2 && first[0] == 0x1f && first[1] == 0x8b;
  }

  /// Decompresses into `room`; 0 at the end, or where the data is broken. Errors: local (read).
  [[nodiscard]] base::Result<std::size_t> read(sys::ByteInput& input, std::span<std::uint8_t> room);
  /// Whether the compressed data ended early or made no sense.
  [[nodiscard]] bool broken() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace minato::capture
