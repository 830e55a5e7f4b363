// gzip (RFC 1952): zlib's inflate, told to expect a gzip header.
#include <zlib.h>

#include "base/check.h"
#include "capture/compression/decoder.h"

namespace minato::capture {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, and gzip's frame around it

class GzipDecoder : public Decoder {
 public:
  GzipDecoder() { MINATO_CHECK(inflateInit2(&stream_, kGzipWindow) == Z_OK); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override { inflateEnd(&stream_); }

  Decoded step(base::Bytes compressed, std::span<std::uint8_t> room) override {
    stream_.next_in = const_cast<Bytef*>(compressed.data());  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(compressed.size());
    stream_.next_out = room.data();
    stream_.avail_out = static_cast<uInt>(room.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    Decoded done{.taken = compressed.size() - stream_.avail_in,
                 .made = room.size() - stream_.avail_out};
    if (result == Z_STREAM_END) {
      done.state = Decoded::State::ended;
      inflateReset(&stream_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      done.state = Decoded::State::broken;
    }
    return done;
  }

 private:
  z_stream stream_{};
};

}  // namespace

DecoderResult make_gzip_decoder() { return std::make_unique<GzipDecoder>(); }

}  // namespace minato::capture
