// Rounded corners where the charset has them.
#include "cli/watch/box.h"

#include <algorithm>

#include "base/text_width.h"

namespace minato::cli::watch {
namespace {

constexpr std::size_t kWidest = 76;
constexpr std::size_t kFrameColumns = 4;  // border and a space, twice
constexpr std::size_t kFrameRows = 2;

std::string repeated(std::string_view sign, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += sign;
  return text;
}

}  // namespace

std::size_t box_columns(Size screen) {
  const std::size_t room = screen.columns > kFrameColumns ? screen.columns - kFrameColumns : 1;
  return std::min(kWidest, room);
}

std::size_t box_rows(Size screen) {
  return screen.rows > kFrameRows + 1 ? screen.rows - kFrameRows : 1;
}

Box make_box(Size screen, render::Charset charset, std::string_view title,
             const std::vector<Line>& lines) {
  const render::Glyphs& signs = render::glyphs(charset);
  const std::string_view across = signs.light[10];
  const std::string_view upright = signs.light[5];
  const std::size_t inside = box_columns(screen);
  const std::size_t rows = std::min(lines.size(), box_rows(screen));
  const std::string name = ' ' + base::truncate(title, inside > 4 ? inside - 2 : inside) + ' ';
  const std::size_t rest = inside + 1 - std::min(inside + 1, base::display_width(name));

  const auto border = render::Role::accent;
  Box box;
  box.lines.push_back({.spans = {{std::string(signs.round[0]) + std::string(across), border},
                                 {name, render::Role::heading},
                                 {repeated(across, rest) + std::string(signs.round[1]), border}}});
  for (std::size_t i = 0; i < rows; ++i) {
    Line line = fill_line(lines[i], inside);
    line.spans.insert(line.spans.begin(), {std::string(upright) + ' ', border});
    line.spans.push_back({' ' + std::string(upright), border});
    box.lines.push_back(std::move(line));
  }
  box.lines.push_back({.spans = {{std::string(signs.round[2]) + repeated(across, inside + 2) +
                                      std::string(signs.round[3]),
                                  border}}});
  const std::size_t height = box.lines.size();
  box.top = screen.rows > height ? (screen.rows - height) / 2 : 0;
  box.left =
      screen.columns > inside + kFrameColumns ? (screen.columns - inside - kFrameColumns) / 2 : 0;
  return box;
}

}  // namespace minato::cli::watch
