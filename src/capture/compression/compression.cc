// One table of formats. Several members in a row are one file, as all the tools have it.
#include "capture/compression/compression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace minato::capture {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kInputBytes = std::size_t{256} << 10;

constexpr std::array kFormats = {
    Compression{"gzip", "\x1f\x8b"sv, make_gzip_decoder},
    Compression{"xz", "\xfd\x37zXZ\0"sv, make_xz_decoder},
    Compression{"zstd", "\x28\xb5\x2f\xfd"sv, make_zstd_decoder},
    Compression{"bzip2", "BZh"sv, make_bzip2_decoder},
    Compression{"lz4", "\x04\x22\x4d\x18"sv, make_lz4_decoder},
};

}  // namespace

const Compression* compression_of(base::Bytes first) {
  const std::string_view text = base::as_text(first);
  const auto at = std::ranges::find_if(
      kFormats, [&](const Compression& format) { return text.starts_with(format.magic); });
  return at == kFormats.end() ? nullptr : &*at;
}

base::Result<Decompressor> Decompressor::create(const Compression& format, base::Bytes first) {
  auto decoder = format.make();
  if (!decoder) return base::fail(decoder.error());
  return Decompressor(format, std::move(*decoder), first);
}

Decompressor::Decompressor(const Compression& format, std::unique_ptr<Decoder> decoder,
                           base::Bytes first)
    : format_(&format),
      decoder_(std::move(decoder)),
      input_(std::max(kInputBytes, first.size())),
      end_(first.size()) {
  std::ranges::copy(first, input_.begin());
}

base::Result<void> Decompressor::refill(sys::ByteInput& input) {
  const auto got = input.read(input_);
  if (!got) return base::fail(got.error());
  begin_ = 0;
  end_ = *got;
  if (*got > 0) return {};
  over_ = true;
  if (inside_) fault_ = fmt::format("the {} data ends early", format_->name);
  return {};
}

/// Zeros between members and after the last fill up blocks of a tape.
void Decompressor::skip_padding() {
  while (!inside_ && begin_ < end_ && input_[begin_] == 0) ++begin_;
}

base::Result<std::size_t> Decompressor::read(sys::ByteInput& input, std::span<std::uint8_t> room) {
  while (!over_) {
    skip_padding();
    const base::Bytes compressed = base::Bytes(input_).subspan(begin_, end_ - begin_);
    inside_ = inside_ || !compressed.empty();
    // A decoder may still hold output when all of its input is taken.
    const Decoded done = inside_ ? decoder_->step(compressed, room) : Decoded{};
    begin_ += done.taken;
    if (done.state == Decoded::State::ended) inside_ = false;
    const bool stuck = !compressed.empty() && done.taken == 0 && done.made == 0 && inside_;
    if (done.state == Decoded::State::broken || stuck) {
      over_ = true;
      fault_ = fmt::format("the {} data makes no sense", format_->name);
    }
    if (done.made > 0) return done.made;
    if (over_ || begin_ < end_) continue;
    if (const auto filled = refill(input); !filled) return base::fail(filled.error());
  }
  return std::size_t{0};
}

}  // namespace minato::capture
