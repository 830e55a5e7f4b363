// Checking with utf8proc, after a fast walk over the ASCII that most text is.
#include "base/utf8.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstring>

namespace minato::base {
namespace {

/// Bytes from `offset` on that are ASCII, eight at a time.
std::size_t ascii_end(std::string_view text, std::size_t offset) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  while (offset + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + offset, sizeof eight);
    if ((eight & kHighBits) != 0) break;
    offset += sizeof eight;
  }
  while (offset < text.size() && static_cast<unsigned char>(text[offset]) < 0x80) ++offset;
  return offset;
}

/// Length of the well-formed character at `offset`; 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t offset) {
  utf8proc_int32_t code = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + offset);
  const auto rest = static_cast<utf8proc_ssize_t>(text.size() - offset);
  const utf8proc_ssize_t used = utf8proc_iterate(bytes, rest, &code);
  return used > 0 ? static_cast<std::size_t>(used) : 0;
}

/// Where the first ill-formed byte is; text.size() when there is none.
std::size_t first_fault(std::string_view text, std::size_t offset) {
  while ((offset = ascii_end(text, offset)) < text.size()) {
    const std::size_t length = character_length(text, offset);
    if (length == 0) return offset;
    offset += length;
  }
  return offset;
}

}  // namespace

bool is_utf8(std::string_view text) { return first_fault(text, 0) == text.size(); }

std::string mended_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t fault = first_fault(text, offset);
    out += text.substr(offset, fault - offset);
    offset = fault;
    if (offset < text.size()) {
      out += "\xef\xbf\xbd";
      ++offset;
    }
  }
  return out;
}

void append_utf8(std::string& text, char32_t code) {
  const bool is_scalar = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  const char32_t value = is_scalar ? code : U'\ufffd';
  const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto follow = [&](unsigned shift) { put(0x80U | ((value >> shift) & 0x3fU)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xc0U | value >> 6U);
    follow(0);
  } else if (value < 0x10000) {
    put(0xe0U | value >> 12U);
    follow(6);
    follow(0);
  } else {
    put(0xf0U | value >> 18U);
    follow(12);
    follow(6);
    follow(0);
  }
}

}  // namespace minato::base
