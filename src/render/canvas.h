// A grid of terminal cells to draw on: text that respects wide characters, and lines that join
// where they meet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "render/scene.h"
#include "render/screen.h"

namespace minato::render {

/// What is drawn outside the grid is cut off.
class Canvas {
 public:
  Canvas(int columns, int rows, const Screen& screen);

  /// Characters from x on, over whatever is there; a wide one takes two cells or is left out at
  /// the border. The cells beside it lose a ground pattern, so that the text stands free.
  void text(int x, int y, std::string_view text, Role role, Weight weight);
  /// One sign of one column; `pattern` marks it as ground that gives way to text.
  void sign(int x, int y, std::string_view sign, Role role, bool pattern = false);
  /// A straight line between two cells, both included; joins lines that it meets.
  void line(int x1, int y1, int x2, int y2, Line kind, Role role);
  /// The corner cell becomes round when nothing else joins it there.
  void round(int x, int y);

  /// The rows, each ending in a newline, without spaces at the end.
  [[nodiscard]] std::string to_text() const;

 private:
  struct Cell {
    std::string text{};     ///< "" for an empty cell
    std::uint8_t arms = 0;  ///< of a line: up 1, right 2, down 4, left 8
    Line kind = Line::light;
    Role role = Role::plain;
    Weight weight = Weight::normal;
    bool rounded = false;
    bool pattern = false;
    bool tail = false;  ///< the second half of the wide character to the left
  };

  [[nodiscard]] bool inside(int x, int y) const;
  [[nodiscard]] Cell& at(int x, int y);
  /// Empties a cell, and the other half of a wide character with it.
  Cell& cleared(int x, int y);
  void add_arms(int x, int y, unsigned arms, Line kind, Role role);
  [[nodiscard]] std::string_view shown(const Cell& cell) const;
  void append_row(std::string& out, int y) const;

  int columns_;
  int rows_;
  Screen screen_;
  std::vector<Cell> cells_;
};

}  // namespace minato::render
