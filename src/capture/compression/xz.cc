// xz: liblzma, loaded when a file needs it.
#include <lzma.h>

#include "capture/compression/late_decoder.h"

namespace minato::capture {
namespace {

/// liblzma's functions, by their names in <lzma.h>.
struct LibLzma {
  decltype(&::lzma_stream_decoder) decoder = nullptr;
  decltype(&::lzma_code) code = nullptr;
  decltype(&::lzma_end) end = nullptr;

  bool find_all(void* library) {
    return sys::find_function(library, "lzma_stream_decoder", decoder) &&
           sys::find_function(library, "lzma_code", code) &&
           sys::find_function(library, "lzma_end", end);
  }
};

class XzDecoder : public Decoder {
 public:
  explicit XzDecoder(const LibLzma& library) : library_(library) { begin(); }
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;
  ~XzDecoder() override { library_.end(&stream_); }

  Decoded step(base::Bytes compressed, std::span<std::uint8_t> room) override {
    if (!ready_) return {.state = Decoded::State::broken};
    stream_.next_in = compressed.data();
    stream_.avail_in = compressed.size();
    stream_.next_out = room.data();
    stream_.avail_out = room.size();
    const lzma_ret result = library_.code(&stream_, LZMA_RUN);
    Decoded done{.taken = compressed.size() - stream_.avail_in,
                 .made = room.size() - stream_.avail_out};
    if (result == LZMA_STREAM_END) {
      done.state = Decoded::State::ended;
      begin();
    } else if (result != LZMA_OK && result != LZMA_BUF_ERROR) {
      done.state = Decoded::State::broken;
    }
    return done;
  }

 private:
  /// A stream that is used again keeps its memory.
  void begin() { ready_ = library_.decoder(&stream_, kMostDecoderBytes, 0) == LZMA_OK; }

  const LibLzma& library_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false;
};

}  // namespace

DecoderResult make_xz_decoder() { return make_late_decoder<XzDecoder, LibLzma>("liblzma.so.5"); }

}  // namespace minato::capture
