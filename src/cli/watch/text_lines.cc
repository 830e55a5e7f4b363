// Wrapping into lines.
#include "cli/watch/text_lines.h"

#include <algorithm>

#include "base/text_width.h"

namespace minato::cli::watch {
namespace {
constexpr std::size_t kNarrowest = 12;
constexpr std::size_t kWidest = 100;  // longer lines are tiring to read
constexpr std::size_t kIndent = 2;
}  // namespace

TextLines::TextLines(std::size_t columns, std::size_t field_columns)
    : columns_(std::min(columns, kWidest)), field_columns_(field_columns) {
  // A narrow screen has no room for names beside the text.
  if (columns_ < field_columns_ + 2 * kNarrowest) field_columns_ = 0;
}

std::size_t TextLines::room_after(std::size_t indent) const {
  return std::max(kNarrowest, columns_ > indent ? columns_ - indent : 0);
}

void TextLines::heading(std::string_view text) { paragraph(text, 0, render::Role::heading); }

void TextLines::paragraph(std::string_view text, std::size_t indent, render::Role role) {
  for (std::string& line : base::wrap(text, room_after(indent))) {
    lines_.push_back({.spans = {{.text = std::string(indent, ' ')}, {std::move(line), role}}});
  }
}

void TextLines::field(std::string_view name, std::string_view text, render::Role role) {
  if (text.empty()) return;
  if (field_columns_ == 0) {
    if (!name.empty()) paragraph(name, kIndent, render::Role::muted);
    paragraph(text, 2 * kIndent, role);
    return;
  }
  std::string lead = base::pad(name, field_columns_ - 2 * kIndent);
  for (std::string& line : base::wrap(text, room_after(field_columns_))) {
    lines_.push_back({.spans = {{.text = std::string(kIndent, ' ')},
                                {lead, render::Role::muted},
                                {.text = std::string(kIndent, ' ')},
                                {std::move(line), role}}});
    lead.assign(field_columns_ - 2 * kIndent, ' ');
  }
}

}  // namespace minato::cli::watch
