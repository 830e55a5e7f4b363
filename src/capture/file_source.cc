// A buffer that is filled, emptied record by record, and moved up.
#include "capture/file_source.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "capture/compression/compression.h"
#include "sys/byte_input.h"

namespace minato::capture {
namespace {
// Small enough to stay in the cache between reading and parsing.
constexpr std::size_t kBufferBytes = std::size_t{512} << 10;
}  // namespace

struct FileSource::State {
  State(sys::ByteInput opened, std::string named)
      : input(std::move(opened)), path(std::move(named)) {}

  sys::ByteInput input;
  std::string path;
  std::optional<Decompressor> packed{};
  wire::CaptureFileParser parser{};
  std::vector<std::uint8_t> buffer = std::vector<std::uint8_t>(kBufferBytes);
  std::size_t begin = 0;
  std::size_t end = 0;

  /// Brings more bytes behind those that are left; their number, 0 at the end.
  base::Result<std::size_t> fill(std::size_t wanted) {
    if (begin > 0) {
      std::memmove(buffer.data(), buffer.data() + begin, end - begin);
      end -= begin;
      begin = 0;
    }
    if (wanted > buffer.size()) buffer.resize(wanted);
    const std::span<std::uint8_t> room = std::span(buffer).subspan(end);
    const auto got = packed ? packed->read(input, room) : input.read(room);
    if (got) end += *got;
    return got;
  }

  [[nodiscard]] base::Bytes rest() const { return base::Bytes(buffer).subspan(begin, end - begin); }

  /// The first bytes tell whether everything is compressed.
  base::Result<void> look_for_compression() {
    while (end < kMagicBytes) {
      const auto got = fill(0);
      if (!got) return base::fail(got.error());
      if (*got == 0) break;
    }
    const Compression* const format = compression_of(rest());
    if (format == nullptr) return {};
    auto made = Decompressor::create(*format, rest());
    if (!made) return base::fail(made.error());
    packed.emplace(std::move(*made));
    begin = end = 0;
    return {};
  }

  [[nodiscard]] std::string_view packed_fault() const {
    return packed ? packed->fault() : std::string_view();
  }

  base::Error no_capture_file() const {
    return {
        .code = base::ErrorCode::malformed,
        .origin = base::Origin::input,
        .key = "error.capture.no-file",
        .args = {path, std::string(packed_fault().empty() ? parser.fault_rule() : packed_fault())}};
  }
};

FileSource::FileSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileSource::FileSource(FileSource&&) noexcept = default;
FileSource& FileSource::operator=(FileSource&&) noexcept = default;
FileSource::~FileSource() = default;

base::Result<FileSource> FileSource::open(const std::string& path) {
  auto input = sys::ByteInput::open(path);
  if (!input) return base::fail(input.error());
  return FileSource(std::make_unique<State>(std::move(*input), path));
}

const wire::CaptureFileParser& FileSource::parser() const { return state_->parser; }

base::Result<FileEnd> FileSource::run(
    const std::function<Wish(const wire::CapturedFrame&)>& visit) {
  using Found = wire::CaptureFileParser::Found;
  using Format = wire::CaptureFormat;
  State& state = *state_;
  if (const auto looked = state.look_for_compression(); !looked) return base::fail(looked.error());
  wire::CapturedFrame frame;
  while (true) {
    Found found = state.parser.next(state.rest(), frame);
    if (found == Found::more) {
      const auto got = state.fill(state.parser.wanted());
      if (!got) return base::fail(got.error());
      if (*got > 0) continue;
      found = state.parser.finish(state.end - state.begin);
      // Whatever is missing at the end is missing because the data around it is broken.
      if (!state.packed_fault().empty() && state.parser.format() != Format::unknown) {
        return FileEnd{.fault = {{state.parser.offset(), std::string(state.packed_fault())}}};
      }
      if (found == Found::nothing) return FileEnd{};
    }
    if (found == Found::fault) {
      if (state.parser.format() == Format::unknown) return base::fail(state.no_capture_file());
      return FileEnd{
          .fault = {{state.parser.fault_offset(), std::string(state.parser.fault_rule())}}};
    }
    state.begin += state.parser.used();
    if (found == Found::frame && visit(frame) == Wish::enough) return FileEnd{.stopped = true};
  }
}

}  // namespace minato::capture
