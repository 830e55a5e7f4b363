// zlib's inflate, told to expect a gzip header.
#include "capture/gzip.h"

#include <zlib.h>

#include <vector>

#include "base/check.h"

namespace minato::capture {
namespace {
constexpr std::size_t kInputBytes = std::size_t{256} << 10;
constexpr int kGzipWindow = 15 + 16;  // the largest window, and gzip's frame around it
}  // namespace

struct GzipReader::State {
  z_stream stream{};
  std::vector<std::uint8_t> input = std::vector<std::uint8_t>(kInputBytes);
  bool inside = false;  ///< a member has begun and not ended
  bool broken = false;
  bool ended = false;

  State() { MINATO_CHECK(inflateInit2(&stream, kGzipWindow) == Z_OK); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&stream); }
};

GzipReader::GzipReader(base::Bytes first) : state_(std::make_unique<State>()) {
  if (first.size() > state_->input.size()) state_->input.resize(first.size());
  std::copy(first.begin(), first.end(), state_->input.begin());
  state_->stream.next_in = state_->input.data();
  state_->stream.avail_in = static_cast<uInt>(first.size());
}
GzipReader::GzipReader(GzipReader&&) noexcept = default;
GzipReader& GzipReader::operator=(GzipReader&&) noexcept = default;
GzipReader::~GzipReader() = default;

bool GzipReader::broken() const { return state_->broken; }

base::Result<std::size_t> GzipReader::read(sys::ByteInput& input, std::span<std::uint8_t> room) {
  State& state = *state_;
  z_stream& stream = state.stream;
  stream.next_out = room.data();
  stream.avail_out = static_cast<uInt>(room.size());
  while (stream.avail_out == room.size() && !state.ended) {
    if (stream.avail_in == 0) {
      const auto got = input.read(state.input);
      if (!got) return base::fail(got.error());
      if (*got == 0) {
        state.ended = true;
        state.broken = state.broken || state.inside;
        break;
      }
      stream.next_in = state.input.data();
      stream.avail_in = static_cast<uInt>(*got);
    }
    state.inside = true;
    const int result = inflate(&stream, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      state.inside = false;
      inflateReset(&stream);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      state.broken = true;
      state.ended = true;
    }
  }
  return room.size() - stream.avail_out;
}

}  // namespace minato::capture
