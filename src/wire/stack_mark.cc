// Walking the options once, keeping their kinds.
#include "wire/stack_mark.h"

#include <string_view>

namespace minato::wire {
namespace {

constexpr std::uint8_t kEnd = 0, kPadding = 1, kSegmentSize = 2, kScale = 3, kHighestKept = 8;
constexpr unsigned kBits = 4, kOther = 15, kMostOptions = 16;

}  // namespace

StackMark read_stack_mark(const TcpHeader& segment) {
  StackMark mark{.window = segment.window};
  base::ByteReader in(segment.options);
  for (unsigned i = 0; i < kMostOptions && in.remaining() > 0; ++i) {
    const std::uint8_t kind = in.u8();
    const std::uint64_t code = kind <= kHighestKept ? kind + 1U : kOther;
    if (kind > kPadding) {
      const std::uint8_t length = in.u8();
      if (in.failed() || length < 2) break;
      base::ByteReader value(in.bytes(length - 2U));
      if (in.failed()) break;
      if (kind == kSegmentSize && length == 4) mark.segment_bytes = value.u16();
      if (kind == kScale && length == 3) mark.scale = value.u8();
    }
    mark.options |= code << (i * kBits);
    if (kind == kEnd) break;
  }
  return mark;
}

std::string option_letters(const StackMark& mark) {
  constexpr std::string_view kLetters = " enmws???t?????";
  std::string text;
  for (std::uint64_t rest = mark.options; rest != 0; rest >>= kBits) {
    const std::size_t code = rest & 0xf;
    text += code < kLetters.size() ? kLetters[code] : '?';
  }
  return text;
}

}  // namespace minato::wire
