// One compressed format as a stream: bytes in, bytes out, nothing kept but the format's window.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/error.h"

namespace minato::capture {

/// What one step of a decoder did.
struct Decoded {
  enum class State : std::uint8_t {
    more,   ///< inside a member, or before it
    ended,  ///< a member ended; another may follow
    broken,
  };
  std::size_t taken = 0;  ///< of the compressed bytes
  std::size_t made = 0;   ///< bytes put into the room
  State state = State::more;
};

class Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;

  /// Decompresses as much as fits. After `ended` the next call begins a new member.
  [[nodiscard]] virtual Decoded step(base::Bytes compressed, std::span<std::uint8_t> room) = 0;
};

/// Memory that a format may ask for: the largest window that its tool uses unasked.
inline constexpr std::size_t kMostDecoderBytes = std::size_t{128} << 20;

/// Errors: local, a library that is not installed.
using DecoderResult = base::Result<std::unique_ptr<Decoder>>;
[[nodiscard]] DecoderResult make_gzip_decoder();
[[nodiscard]] DecoderResult make_xz_decoder();
[[nodiscard]] DecoderResult make_zstd_decoder();
[[nodiscard]] DecoderResult make_bzip2_decoder();
[[nodiscard]] DecoderResult make_lz4_decoder();

}  // namespace minato::capture
