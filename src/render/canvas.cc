// Cells with text or with the arms of lines; the arms choose the box-drawing sign at the end.
#include "render/canvas.h"

#include <algorithm>
#include <utility>

namespace minato::render {
namespace {

constexpr unsigned kUp = 1;
constexpr unsigned kRight = 2;
constexpr unsigned kDown = 4;
constexpr unsigned kLeft = 8;

/// Bytes of the character at the front, with the combining marks that follow it.
std::size_t cluster_length(std::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  std::size_t length = 0;
  do {
    ++length;
    while (length < text.size() && continues(text[length])) ++length;
    if (length >= text.size()) return text.size();
    std::size_t next = length + 1;
    while (next < text.size() && continues(text[next])) ++next;
    if (base::display_width(text.substr(length, next - length)) > 0) return length;
  } while (true);
}

}  // namespace

Canvas::Canvas(int columns, int rows, const Screen& screen)
    : columns_(std::max(columns, 0)),
      rows_(std::max(rows, 0)),
      screen_(screen),
      cells_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {}

bool Canvas::inside(int x, int y) const { return x >= 0 && y >= 0 && x < columns_ && y < rows_; }

Canvas::Cell& Canvas::at(int x, int y) {
  return cells_[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) +
                static_cast<std::size_t>(x)];
}

Canvas::Cell& Canvas::cleared(int x, int y) {
  Cell& cell = at(x, y);
  if (cell.tail && x > 0) at(x - 1, y) = Cell{};
  if (x + 1 < columns_ && at(x + 1, y).tail) at(x + 1, y) = Cell{};
  cell = Cell{};
  return cell;
}

void Canvas::text(int x, int y, std::string_view text, Role role, Weight weight) {
  if (y < 0 || y >= rows_) return;
  const auto free_beside = [&](int side) {
    if (inside(side, y) && at(side, y).pattern) cleared(side, y);
  };
  free_beside(x - 1);
  while (!text.empty()) {
    const std::size_t length = cluster_length(text);
    const std::string_view character = text.substr(0, length);
    const int width = width_of(character);
    text.remove_prefix(length);
    if (inside(x, y) && inside(x + std::max(width, 1) - 1, y)) {
      if (width == 2) cleared(x + 1, y);
      Cell& cell = cleared(x, y);
      cell.text = character;
      cell.role = role;
      cell.weight = weight;
      if (width == 2) at(x + 1, y).tail = true;
    }
    x += width;
  }
  free_beside(x);
}

void Canvas::sign(int x, int y, std::string_view sign, Role role, bool pattern) {
  if (!inside(x, y)) return;
  Cell& cell = cleared(x, y);
  cell.text = sign;
  cell.role = role;
  cell.pattern = pattern;
}

void Canvas::add_arms(int x, int y, unsigned arms, Line kind, Role role) {
  if (!inside(x, y)) return;
  Cell& cell = at(x, y).arms == 0 ? cleared(x, y) : at(x, y);
  cell.arms = static_cast<std::uint8_t>(cell.arms | arms);
  cell.kind = kind;
  cell.role = role;
}

void Canvas::line(int x1, int y1, int x2, int y2, Line kind, Role role) {
  if (kind == Line::none) return;
  if (y1 == y2) {
    if (x2 < x1) std::swap(x1, x2);
    for (int x = x1; x <= x2; ++x) {
      const unsigned arms = (x > x1 ? kLeft : 0U) | (x < x2 ? kRight : 0U);
      add_arms(x, y1, arms, kind, role);
    }
    return;
  }
  if (y2 < y1) std::swap(y1, y2);
  for (int y = y1; y <= y2; ++y) {
    const unsigned arms = (y > y1 ? kUp : 0U) | (y < y2 ? kDown : 0U);
    add_arms(x1, y, arms, kind, role);
  }
}

void Canvas::round(int x, int y) {
  if (inside(x, y)) at(x, y).rounded = true;
}

std::string_view Canvas::shown(const Cell& cell) const {
  if (cell.arms == 0) return cell.text;
  const Glyphs& signs = glyphs(screen_.charset);
  if (cell.kind == Line::heavy) return signs.heavy[cell.arms];
  if (cell.kind == Line::dashed && (cell.arms & (kUp | kDown)) == 0) return signs.dashed_horizontal;
  if (cell.kind == Line::dashed && (cell.arms & (kLeft | kRight)) == 0)
    return signs.dashed_vertical;
  if (cell.rounded) {
    if (cell.arms == (kRight | kDown)) return signs.round[0];
    if (cell.arms == (kLeft | kDown)) return signs.round[1];
    if (cell.arms == (kRight | kUp)) return signs.round[2];
    if (cell.arms == (kLeft | kUp)) return signs.round[3];
  }
  return signs.light[cell.arms];
}

void Canvas::append_row(std::string& out, int y) const {
  const Cell plain{};
  const Cell* open = &plain;  // whose style is switched on
  std::size_t spaces = 0;
  const auto has_style = [&](const Cell& cell) {
    return cell.weight == Weight::bold || !ansi_start(cell.role, screen_.palette).empty();
  };
  const auto close = [&] {
    if (has_style(*open)) out += ansi_end(screen_.palette);
  };
  const std::size_t start = static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_);
  for (std::size_t x = 0; x < static_cast<std::size_t>(columns_); ++x) {
    const Cell& cell = cells_[start + x];
    const std::string_view text = shown(cell);
    if (text.empty() || text == " ") {
      if (!cell.tail) ++spaces;
      continue;
    }
    if (cell.role != open->role || cell.weight != open->weight) {
      close();
      out.append(std::exchange(spaces, 0), ' ');
      if (cell.weight == Weight::bold) out += ansi_start(Role::heading, screen_.palette);
      out += ansi_start(cell.role, screen_.palette);
      open = &cell;
    }
    out.append(std::exchange(spaces, 0), ' ');
    out += text;
  }
  close();
  out += '\n';
}

std::string Canvas::to_text() const {
  std::string out;
  for (int y = 0; y < rows_; ++y) append_row(out, y);
  return out;
}

}  // namespace minato::render
