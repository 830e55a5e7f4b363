// Measuring and cutting styled lines.
#include "cli/watch/frame.h"

#include "base/text_width.h"

namespace minato::cli::watch {

std::string plain_text(const Line& line) {
  std::string text;
  for (const Span& span : line.spans) text += span.text;
  return text;
}

std::size_t width_of(const Line& line) {
  std::size_t width = 0;
  for (const Span& span : line.spans) width += base::display_width(span.text);
  return width;
}

Line cut_line(Line line, std::size_t columns) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < line.spans.size(); ++i) {
    const std::size_t width = base::display_width(line.spans[i].text);
    if (used + width <= columns) {
      used += width;
      continue;
    }
    line.spans[i].text = base::truncate(line.spans[i].text, columns - used);
    line.spans.resize(i + 1);
    break;
  }
  return line;
}

Line fill_line(Line line, std::size_t columns) {
  Line filled = cut_line(std::move(line), columns);
  const std::size_t width = width_of(filled);
  if (width < columns) filled.spans.push_back({.text = std::string(columns - width, ' ')});
  return filled;
}

}  // namespace minato::cli::watch
