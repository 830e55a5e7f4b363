// Writing numbers and text so that every XML reader takes them.
#include "render/svg_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/text_width.h"
#include "base/utf8.h"

namespace minato::render {

std::string number(double value) {
  const double rounded = std::round(value * 10) / 10;
  return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

double natural_width(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
  const auto characters = static_cast<double>(std::count_if(text.begin(), text.end(), begins));
  const auto columns = static_cast<double>(base::display_width(text));
  const double wide = std::max(columns - characters, 0.0);
  return (characters - wide) * kCellWidth + wide * kFontSize;
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : base::mended_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
    }
  }
  return out;
}

}  // namespace minato::render
