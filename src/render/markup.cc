// Characters that XML 1.0 forbids become visible text first (\x1b); then the signs of markup.
#include "render/markup.h"

#include "base/text_width.h"

namespace minato::render {

std::string escape_markup(std::string_view text) {
  const std::string safe = base::escape_control(text);
  std::string out;
  out.reserve(safe.size());
  for (const char c : safe) {
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
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace minato::render
