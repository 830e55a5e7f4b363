// bzip2: libbz2, loaded when a file needs it. A block is 900 kB at most.
#include <bzlib.h>

#include "capture/compression/late_decoder.h"

namespace minato::capture {
namespace {

/// libbz2's functions, by their names in <bzlib.h>.
struct LibBzip2 {
  decltype(&::BZ2_bzDecompressInit) init = nullptr;
  decltype(&::BZ2_bzDecompress) decompress = nullptr;
  decltype(&::BZ2_bzDecompressEnd) end = nullptr;

  bool find_all(void* library) {
    return sys::find_function(library, "BZ2_bzDecompressInit", init) &&
           sys::find_function(library, "BZ2_bzDecompress", decompress) &&
           sys::find_function(library, "BZ2_bzDecompressEnd", end);
  }
};

class Bzip2Decoder : public Decoder {
 public:
  explicit Bzip2Decoder(const LibBzip2& library) : library_(library) { begin(); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;
  ~Bzip2Decoder() override { library_.end(&stream_); }

  Decoded step(base::Bytes compressed, std::span<std::uint8_t> room) override {
    if (!ready_) return {.state = Decoded::State::broken};
    // libbz2 only reads what comes in.
    stream_.next_in = const_cast<char*>(reinterpret_cast<const char*>(compressed.data()));
    stream_.avail_in = static_cast<unsigned>(compressed.size());
    stream_.next_out = reinterpret_cast<char*>(room.data());
    stream_.avail_out = static_cast<unsigned>(room.size());
    const int result = library_.decompress(&stream_);
    Decoded done{.taken = compressed.size() - stream_.avail_in,
                 .made = room.size() - stream_.avail_out};
    if (result == BZ_STREAM_END) {
      done.state = Decoded::State::ended;
      library_.end(&stream_);
      begin();
    } else if (result != BZ_OK) {
      done.state = Decoded::State::broken;
    }
    return done;
  }

 private:
  void begin() {
    stream_ = {};
    ready_ = library_.init(&stream_, 0, 0) == BZ_OK;
  }

  const LibBzip2& library_;
  bz_stream stream_{};
  bool ready_ = false;
};

}  // namespace

DecoderResult make_bzip2_decoder() {
  return make_late_decoder<Bzip2Decoder, LibBzip2>("libbz2.so.1.0");
}

}  // namespace minato::capture
