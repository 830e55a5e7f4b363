// Display width by utf8proc (Unicode East Asian Width), escaping and line breaking.
#include "base/text_width.h"

#include <fmt/core.h>
#include <utf8proc.h>

#include <cstdint>

namespace minato::base {
namespace {

struct Character {
  std::int32_t code = -1;  ///< -1: an invalid byte
  std::size_t length = 1;  ///< bytes
  std::size_t width = 1;   ///< columns
};

std::size_t width_of(std::int32_t code) {
  const int width = utf8proc_charwidth(code);
  return width > 0 ? static_cast<std::size_t>(width) : 0;
}

Character character_at(std::string_view text, std::size_t offset) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  if (lead < 0x80) return {lead, 1, lead >= 0x20 && lead != 0x7f ? 1U : 0U};
  utf8proc_int32_t code = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + offset);
  const auto rest = static_cast<utf8proc_ssize_t>(text.size() - offset);
  const utf8proc_ssize_t used = utf8proc_iterate(bytes, rest, &code);
  if (used <= 0) return {};
  return {code, static_cast<std::size_t>(used), width_of(code)};
}

/// Format characters that change the order or look of the text around them (Trojan Source).
bool is_deceptive(std::int32_t code) {
  const utf8proc_category_t category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
         category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_CO ||
         category == UTF8PROC_CATEGORY_CN;
}

bool is_closing(std::int32_t code) {
  static constexpr std::u32string_view kClosing =
      U"、。，．,.!?！？)）」』】〕］]}｝・：；:;ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…";
  return code >= 0 && kClosing.find(static_cast<char32_t>(code)) != std::u32string_view::npos;
}

bool is_opening(std::int32_t code) {
  static constexpr std::u32string_view kOpening = U"(（「『【〔［[{｛";
  return code >= 0 && kOpening.find(static_cast<char32_t>(code)) != std::u32string_view::npos;
}

std::string_view trim_right(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  return line;
}

/// Where a line that starts at `begin` ends: the last place to break within `columns`.
std::size_t line_end(std::string_view text, std::size_t begin, std::size_t columns) {
  std::size_t used = 0;
  std::size_t offset = begin;
  std::size_t breakable = begin;
  Character previous{};
  while (offset < text.size()) {
    const Character now = character_at(text, offset);
    const bool wide_border = (now.width == 2 || previous.width == 2) && offset > begin;
    const bool allowed = wide_border && !is_closing(now.code) && !is_opening(previous.code);
    if (previous.code == ' ' || (allowed && now.code != ' ')) breakable = offset;
    if (used + now.width > columns && now.code != ' ') {
      return breakable > begin ? breakable : (offset > begin ? offset : offset + now.length);
    }
    used += now.width;
    previous = now;
    offset += now.length;
  }
  return text.size();
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const Character now = character_at(text, offset);
    width += now.width;
    offset += now.length;
  }
  return width;
}

std::string escape_control(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const Character now = character_at(text, offset);
    const auto byte = static_cast<unsigned char>(text[offset]);
    if (now.code < 0 || now.code < 0x20 || now.code == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else if (now.code >= 0x80 && is_deceptive(now.code)) {
      out += fmt::format("\\u{{{:x}}}", now.code);
    } else {
      out.append(text.substr(offset, now.length));
    }
    offset += now.length;
  }
  return out;
}

std::string truncate(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t used = 0;
  std::size_t offset = 0;
  while (offset < text.size()) {
    const Character now = character_at(text, offset);
    if (used + now.width > columns - 1) break;
    used += now.width;
    offset += now.length;
  }
  return std::string(text.substr(0, offset)) + "…";
}

std::string pad(std::string_view text, std::size_t columns, Align align) {
  std::string out = truncate(text, columns);
  const std::size_t gap = columns - std::min(columns, display_width(out));
  const std::size_t left = align == Align::left ? 0 : align == Align::right ? gap : gap / 2;
  out.insert(0, left, ' ');
  out.append(gap - left, ' ');
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  const std::size_t room = columns == 0 ? 1 : columns;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = line_end(text, begin, room);
    lines.emplace_back(trim_right(text.substr(begin, end - begin)));
    begin = end;
    while (begin < text.size() && text[begin] == ' ') ++begin;
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

}  // namespace minato::base
