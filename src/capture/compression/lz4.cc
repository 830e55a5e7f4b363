// LZ4 frames: liblz4, loaded when a file needs it. A block is 4 MiB at most.
#include <lz4frame.h>

#include "base/check.h"
#include "capture/compression/late_decoder.h"

namespace minato::capture {
namespace {

/// liblz4's functions, by their names in <lz4frame.h>.
struct LibLz4 {
  decltype(&::LZ4F_createDecompressionContext) create = nullptr;
  decltype(&::LZ4F_freeDecompressionContext) free = nullptr;
  decltype(&::LZ4F_decompress) decompress = nullptr;
  decltype(&::LZ4F_isError) is_error = nullptr;

  bool find_all(void* library) {
    return sys::find_function(library, "LZ4F_createDecompressionContext", create) &&
           sys::find_function(library, "LZ4F_freeDecompressionContext", free) &&
           sys::find_function(library, "LZ4F_decompress", decompress) &&
           sys::find_function(library, "LZ4F_isError", is_error);
  }
};

class Lz4Decoder : public Decoder {
 public:
  explicit Lz4Decoder(const LibLz4& library) : library_(library) {
    MINATO_CHECK(library_.is_error(library_.create(&context_, LZ4F_VERSION)) == 0);
  }
  Lz4Decoder(const Lz4Decoder&) = delete;
  Lz4Decoder& operator=(const Lz4Decoder&) = delete;
  ~Lz4Decoder() override { library_.free(context_); }

  Decoded step(base::Bytes compressed, std::span<std::uint8_t> room) override {
    Decoded done{.taken = compressed.size(), .made = room.size()};
    const std::size_t result = library_.decompress(context_, room.data(), &done.made,
                                                   compressed.data(), &done.taken, nullptr);
    if (library_.is_error(result) != 0) {
      done.state = Decoded::State::broken;
    } else if (result == 0) {
      done.state = Decoded::State::ended;
    }
    return done;
  }

 private:
  const LibLz4& library_;
  LZ4F_dctx* context_ = nullptr;
};

}  // namespace

DecoderResult make_lz4_decoder() { return make_late_decoder<Lz4Decoder, LibLz4>("liblz4.so.1"); }

}  // namespace minato::capture
