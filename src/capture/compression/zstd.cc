// Zstandard (RFC 8878): libzstd, loaded when a file needs it. Its own limit for windows is 128 MiB.
#include <zstd.h>

#include "base/check.h"
#include "capture/compression/late_decoder.h"

namespace minato::capture {
namespace {

/// libzstd's functions, by their names in <zstd.h>.
struct LibZstd {
  decltype(&::ZSTD_createDStream) create = nullptr;
  decltype(&::ZSTD_freeDStream) free = nullptr;
  decltype(&::ZSTD_decompressStream) decompress = nullptr;
  decltype(&::ZSTD_isError) is_error = nullptr;

  bool find_all(void* library) {
    return sys::find_function(library, "ZSTD_createDStream", create) &&
           sys::find_function(library, "ZSTD_freeDStream", free) &&
           sys::find_function(library, "ZSTD_decompressStream", decompress) &&
           sys::find_function(library, "ZSTD_isError", is_error);
  }
};

class ZstdDecoder : public Decoder {
 public:
  explicit ZstdDecoder(const LibZstd& library)
      : library_(library), stream_(library.create(), library.free) {
    MINATO_CHECK(stream_ != nullptr);
  }

  Decoded step(base::Bytes compressed, std::span<std::uint8_t> room) override {
    ZSTD_inBuffer in{compressed.data(), compressed.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t result = library_.decompress(stream_.get(), &out, &in);
    Decoded done{.taken = in.pos, .made = out.pos};
    if (library_.is_error(result) != 0) {
      done.state = Decoded::State::broken;
    } else if (result == 0) {
      done.state = Decoded::State::ended;
    }
    return done;
  }

 private:
  const LibZstd& library_;
  std::unique_ptr<ZSTD_DStream, decltype(LibZstd::free)> stream_;
};

}  // namespace

DecoderResult make_zstd_decoder() {
  return make_late_decoder<ZstdDecoder, LibZstd>("libzstd.so.1");
}

}  // namespace minato::capture
