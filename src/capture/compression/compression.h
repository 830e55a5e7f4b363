// Which compressed format a file has, and reading it as a stream of what it holds.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "capture/compression/decoder.h"
#include "sys/byte_input.h"

namespace minato::capture {

/// One format, told by its first bytes.
struct Compression {
  std::string_view name;  ///< "xz"
  std::string_view magic;
  DecoderResult (*make)();
};

/// Bytes that are enough to tell every format.
inline constexpr std::size_t kMagicBytes = 6;
/// The format of a file that begins with `first`; nullptr when it is not compressed.
[[nodiscard]] const Compression* compression_of(base::Bytes first);

/// Reads compressed bytes from an input. Memory: the format's window and one portion of input.
class Decompressor {
 public:
  /// first: compressed bytes that were read already. Errors: local, a missing library.
  [[nodiscard]] static base::Result<Decompressor> create(const Compression& format,
                                                         base::Bytes first);

  /// Decompresses into `room`; 0 at the end, or where the data is broken. Errors: local (read).
  [[nodiscard]] base::Result<std::size_t> read(sys::ByteInput& input, std::span<std::uint8_t> room);
  /// What was wrong with the compressed data; "" while nothing was.
  [[nodiscard]] std::string_view fault() const { return fault_; }

 private:
  Decompressor(const Compression& format, std::unique_ptr<Decoder> decoder, base::Bytes first);
  [[nodiscard]] base::Result<void> refill(sys::ByteInput& input);
  void skip_padding();

  const Compression* format_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<std::uint8_t> input_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool inside_ = false;  ///< a member has begun and not ended
  bool over_ = false;    ///< nothing more comes
  std::string fault_{};
};

}  // namespace minato::capture
