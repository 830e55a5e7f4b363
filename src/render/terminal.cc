// One function a node: what it looks like in cells.
#include "render/terminal.h"

#include <cmath>

#include "render/canvas.h"

namespace minato::render {
namespace {

int cell_of(double position) { return static_cast<int>(std::lround(position)); }

struct Painter {
  Canvas& canvas;
  Charset charset;
  const Glyphs& signs;

  void operator()(const Fill& fill) const {
    if (fill.pattern == Pattern::plain || fill.pattern == Pattern::bricks) return;
    const Area& area = fill.area;
    const bool swell = fill.pattern == Pattern::swell;
    const std::string_view sign = swell ? signs.swell : signs.wave;
    const int step = swell ? 9 : 6;
    for (int y = area.y; y < area.y + area.height; ++y) {
      for (int x = area.x; x < area.x + area.width; ++x) {
        // A slanted lattice looks like water and not like a table.
        if ((x + y * 5) % step == 0) canvas.sign(x, y, sign, fill.role, true);
      }
    }
  }

  void operator()(const Box& box) const {
    const Area& area = box.area;
    if (area.width < 2 || area.height < 2) return;
    const int right = area.x + area.width - 1;
    const int bottom = area.y + area.height - 1;
    // Borders may be shared with neighbours: only what is inside is cleared.
    if (box.ground == Ground::tint) {
      clear({area.x + 1, area.y + 1, area.width - 2, area.height - 2});
    }
    canvas.line(area.x, area.y, right, area.y, box.line, box.role);
    canvas.line(area.x, bottom, right, bottom, box.line, box.role);
    canvas.line(area.x, area.y, area.x, bottom, box.line, box.role);
    canvas.line(right, area.y, right, bottom, box.line, box.role);
    if (box.corner == Corner::round && box.line != Line::heavy) {
      for (const int x : {area.x, right}) {
        for (const int y : {area.y, bottom}) canvas.round(x, y);
      }
    }
    if (!box.title.empty()) {
      Label label = title_label(box);
      const Area extent = extent_of(label);
      canvas.text(extent.x - 1, extent.y, " ", box.role, Weight::normal);
      canvas.text(extent.x + extent.width, extent.y, " ", box.role, Weight::normal);
      (*this)(label);
    }
  }

  void operator()(const Door& door) const {
    const Area& area = door.area;
    clear(area);
    const bool open = door.state == Door::State::open;
    for (int y = area.y; y < area.y + area.height; ++y) {
      canvas.sign(area.x, y, open ? signs.door_left : signs.full, door.role);
      canvas.sign(area.x + area.width - 1, y, signs.door_right, door.role);
    }
  }

  void operator()(const Path& path) const {
    if (path.points.size() < 2) return;
    for (std::size_t i = 1; i < path.points.size(); ++i) {
      const Point& from = path.points[i - 1];
      const Point& to = path.points[i];
      stroke(path, from, to);
      if (i + 1 < path.points.size()) canvas.round(cell_of(to.x), cell_of(to.y));
    }
    head(path.start, path.points[1], path.points[0], path.role);
    head(path.end, path.points[path.points.size() - 2], path.points.back(), path.role);
  }

  void operator()(const Band& band) const {
    int left = cell_of(band.x);
    const int y = band.y + (band.height - 1) / 2;
    for (std::size_t i = 0; i < band.parts.size(); ++i) {
      const int right = std::max(left, cell_of(band.parts[i].end) - 1);
      for (int x = left; x <= right; ++x) {
        for (int row = band.y; row < band.y + band.height; ++row) {
          canvas.sign(x, row, signs.full, band.parts[i].role);
        }
      }
      const Label label = part_label(band, i);
      if (!label.text.empty()) {
        const Area extent = extent_of(label);
        canvas.text(extent.x - 1, y, " ", label.role, Weight::normal);
        canvas.text(extent.x + extent.width, y, " ", label.role, Weight::normal);
        (*this)(label);
      }
      left = right + 1;
    }
  }

  void operator()(const Icon& icon) const {
    const std::string_view shape = icon.kind == Icon::Kind::ship     ? signs.ship
                                   : icon.kind == Icon::Kind::lock   ? signs.lock
                                   : icon.kind == Icon::Kind::letter ? signs.letter
                                                                     : signs.unknown;
    canvas.text(icon.x, icon.y, shape, icon.role, Weight::bold);
  }

  void operator()(const Label& label) const {
    Label plain = label;
    plain.size = Size::normal;
    const Area extent = extent_of(plain);
    canvas.text(extent.x, extent.y,
                cut(label.text, static_cast<std::size_t>(extent.width), charset), label.role,
                label.weight);
  }

 private:
  void clear(const Area& area) const {
    const std::string blank(static_cast<std::size_t>(std::max(area.width, 0)), ' ');
    for (int y = area.y; y < area.y + area.height; ++y) {
      canvas.text(area.x, y, blank, Role::plain, Weight::normal);
    }
  }

  void stroke(const Path& path, const Point& from, const Point& to) const {
    const int x = cell_of(from.x);
    const int y = cell_of(from.y);
    if (x == cell_of(to.x) && y == cell_of(to.y) && path.line != Line::none) {
      // Shorter than a cell: a line all the same, so that a tick is seen.
      const bool level = std::abs(to.x - from.x) > std::abs(to.y - from.y);
      canvas.sign(x, y, signs.light[level ? 10 : 5], path.role);
    } else {
      canvas.line(x, y, cell_of(to.x), cell_of(to.y), path.line, path.role);
    }
  }

  void head(Head kind, const Point& from, const Point& to, Role role) const {
    if (kind == Head::none) return;
    const bool level = std::abs(to.x - from.x) > std::abs(to.y - from.y);
    std::string_view sign = signs.bullet;
    if (kind == Head::bar) sign = level ? signs.light[to.x > from.x ? 13 : 7] : signs.light[10];
    if (kind == Head::arrow) {
      if (level) {
        sign = to.x > from.x ? signs.arrow_right : signs.arrow_left;
      } else {
        sign = to.y > from.y ? signs.arrow_down : signs.arrow_up;
      }
    }
    canvas.sign(cell_of(to.x), cell_of(to.y), sign, role);
  }
};

}  // namespace

std::string to_terminal(const Scene& scene, const Screen& screen) {
  Canvas canvas(scene.columns(), scene.rows(), screen);
  const Painter painter{
      .canvas = canvas, .charset = screen.charset, .signs = glyphs(screen.charset)};
  for (const Node& node : scene.nodes()) std::visit(painter, node);
  return canvas.to_text();
}

}  // namespace minato::render
