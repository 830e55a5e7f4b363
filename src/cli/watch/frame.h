// One picture of the whole screen: lines of styled cells, boxes over them, the cursor. Pure data:
// tests read it, terminal.cc draws it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "render/style.h"

namespace minato::cli::watch {

/// A run of cells that look alike. The text is safe to print.
struct Span {
  std::string text{};
  render::Role role = render::Role::plain;

  bool operator==(const Span&) const = default;
};

/// How a whole line stands out.
enum class Stress : unsigned char { none, bar, selected };

struct Line {
  std::vector<Span> spans{};
  Stress stress = Stress::none;  ///< the whole width of the screen is inverted unless `none`

  bool operator==(const Line&) const = default;
};

/// Lines over others, framed by themselves; each as wide as the first.
struct Box {
  std::size_t top = 0;
  std::size_t left = 0;
  std::vector<Line> lines{};
};

struct Cursor {
  std::size_t row = 0;
  std::size_t column = 0;
};

struct Frame {
  std::vector<Line> lines{};  ///< from the top; lacking ones are empty
  std::vector<Box> boxes{};
  std::optional<Cursor> cursor{};  ///< hidden when there is none
};

/// The text of a line without its looks.
[[nodiscard]] std::string plain_text(const Line& line);
/// Columns that a line takes.
[[nodiscard]] std::size_t width_of(const Line& line);
/// The line cut to `columns`.
[[nodiscard]] Line cut_line(Line line, std::size_t columns);
/// The line with spaces added up to `columns`, cut when it is longer.
[[nodiscard]] Line fill_line(Line line, std::size_t columns);

}  // namespace minato::cli::watch
