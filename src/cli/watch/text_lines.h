// Building running text for the screen: fields and paragraphs, wrapped by display width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/watch/frame.h"

namespace minato::cli::watch {

/// Collects lines of at most `columns`. What comes from outside must be escaped by the caller.
class TextLines {
 public:
  /// field_columns: where the text of a field begins.
  TextLines(std::size_t columns, std::size_t field_columns);

  void heading(std::string_view text);
  void gap() { lines_.emplace_back(); }
  void paragraph(std::string_view text, std::size_t indent, render::Role role);
  /// "  Name       text, wrapped under itself"; an empty name continues the field before. Empty
  /// texts leave no line.
  void field(std::string_view name, std::string_view text, render::Role role = render::Role::plain);

  [[nodiscard]] std::vector<Line> take() { return std::move(lines_); }

 private:
  [[nodiscard]] std::size_t room_after(std::size_t indent) const;

  std::size_t columns_;
  std::size_t field_columns_;
  std::vector<Line> lines_{};
};

}  // namespace minato::cli::watch
