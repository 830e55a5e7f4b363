// One function a node: what it looks like in SVG 1.1. Sizes in pixels.
#include "render/svg.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "render/svg_style.h"
#include "render/svg_text.h"

namespace minato::render {
namespace {

/// Which cells hold text, icons or level lines: waves keep away from them.
std::vector<bool> written_cells(const Scene& scene) {
  const auto columns = static_cast<std::size_t>(scene.columns());
  std::vector<bool> cells(columns * static_cast<std::size_t>(scene.rows()));
  const auto mark = [&](int from, int to, int y) {
    if (y < 0 || y >= scene.rows()) return;
    for (int x = std::max(from, 0); x < std::min(to, scene.columns()); ++x) {
      cells[static_cast<std::size_t>(y) * columns + static_cast<std::size_t>(x)] = true;
    }
  };
  for (const Node& node : scene.nodes()) {
    if (const auto* label = std::get_if<Label>(&node)) {
      const Area area = extent_of(*label);
      mark(area.x - 1, area.x + area.width + 1, area.y);
    } else if (const auto* icon = std::get_if<Icon>(&node)) {
      mark(icon->x - 1, icon->x + kIconColumns + 1, icon->y);
    } else if (const auto* path = std::get_if<Path>(&node)) {
      for (std::size_t i = 1; i < path->points.size(); ++i) {
        const auto [from, to] = std::minmax(path->points[i - 1].x, path->points[i].x);
        const auto [top, end] = std::minmax(path->points[i - 1].y, path->points[i].y);
        for (int y = static_cast<int>(top); y <= static_cast<int>(end); ++y) {
          mark(static_cast<int>(from) - 1, static_cast<int>(to) + 2, y);
        }
      }
    }
  }
  return cells;
}

/// From cells to pixels, and the document as it grows.
class Drawing {
 public:
  explicit Drawing(const Scene& scene) : scene_(scene), written_(written_cells(scene)) {}

  void draw() {
    for (const Node& node : scene_.nodes()) std::visit(*this, node);
  }
  [[nodiscard]] const std::string& body() const { return body_; }
  [[nodiscard]] const std::set<std::string>& classes() const { return classes_; }

  void operator()(const Fill& fill) {
    const std::string area = rectangle(fill.area, 0);
    put(R"(<rect {} class="{}" fill-opacity="{}"/>)", area, used("t", fill.role),
        number(fill.strength));
    if (fill.pattern == Pattern::plain) return;
    const std::string strokes =
        fill.pattern == Pattern::bricks ? bricks(fill.area) : waves(fill.area, fill.pattern);
    if (strokes.empty()) return;
    put(R"(<path d="{}" class="{} thin" opacity="0.4"/>)", strokes, used("s", fill.role));
  }

  void operator()(const Box& box) {
    const bool tinted = box.ground == Ground::tint;
    const std::string ground = tinted ? used("t", box.role) : "none";
    const std::string stroke =
        box.line == Line::none ? "" : used("s", box.role).append(line_class(box.line));
    put(R"(<rect {} rx="{}" class="{} {}"/>)", rectangle(box.area, 0.5),
        box.corner == Corner::round ? 6 : 1, ground, stroke);
    if (!box.title.empty()) plate(title_label(box));
  }

  void operator()(const Door& door) {
    const Area& area = door.area;
    // A door of several rows gets air around its text; doors of one row stand close together.
    const double above = area.height > 1 ? -1 : 1;
    const double below = area.height > 1 ? -4 : 1;
    const double top = y_of(area.y) + above;
    const double height = area.height * kCellHeight - above - below;
    put(R"(<rect x="{}" y="{}" width="{}" height="{}" rx="4" class="{} {} thick"/>)",
        number(x_of(area.x) + 1), number(top), number(area.width * kCellWidth - 2), number(height),
        used("t", door.role), used("s", door.role));
    if (door.state == Door::State::open) {
      put(R"(<circle cx="{}" cy="{}" r="2.5" class="{}"/>)",
          number(x_of(area.x + area.width - 0.9)), number(top + height / 2), used("i", door.role));
      return;
    }
    put(R"(<rect x="{}" y="{}" width="6" height="{}" rx="2" class="{}"/>)", number(x_of(area.x)),
        number(top), number(height), used("i", door.role));
  }

  void operator()(const Path& path) {
    if (path.points.size() < 2) return;
    std::string points;
    for (std::size_t i = 0; i < path.points.size(); ++i) {
      const auto [x, y] = pixel(path, i);
      points += fmt::format("{}{},{}", i == 0 ? "" : " ", number(x), number(y));
    }
    if (path.line != Line::none) {
      put(R"(<polyline points="{}" class="none {}{}"/>)", points, used("s", path.role),
          line_class(path.line));
    }
    head(path.start, path.points[1], path.points[0], path.role);
    head(path.end, path.points[path.points.size() - 2], path.points.back(), path.role);
  }

  void operator()(const Band& band) {
    double left = band.x;
    for (std::size_t i = 0; i < band.parts.size(); ++i) {
      const Band::Part& part = band.parts[i];
      put(R"(<rect x="{}" y="{}" width="{}" height="{}" class="{} {}"/>)", number(x_of(left)),
          number(y_of(band.y) + 1), number((part.end - left) * kCellWidth),
          number(band.height * kCellHeight - 2), used("t", part.role), used("s", part.role));
      const Label label = part_label(band, i);
      if (!label.text.empty()) (*this)(label);
      left = part.end;
    }
  }

  void operator()(const Icon& icon) {
    const double x = x_of(icon.x + kIconColumns / 2.0);
    const double y = y_of(icon.y + 0.5);
    const std::string ink = used("i", icon.role);
    const std::string stroke = used("s", icon.role);
    switch (icon.kind) {
      case Icon::Kind::ship:
        put(R"svg(<path transform="translate({} {})" class="{}" )svg"
            R"(d="M-12 1.5h24l-4.5 7h-15zM-1.5 0v-10l9 10zM-3.5 0v-7l-6 7z"/>)",
            number(x), number(y), ink);
        return;
      case Icon::Kind::lock:
        put(R"svg(<g transform="translate({} {})"><rect x="-5.5" y="-1" width="11" height="8.5" )svg"
            R"(rx="1.5" class="{}"/><path d="M-3.5 -1v-3a3.5 3.5 0 0 1 7 0v3" )"
            R"(class="none {} thick"/></g>)",
            number(x), number(y), ink, stroke);
        return;
      case Icon::Kind::letter:
        put(R"svg(<path transform="translate({} {})" class="{} {}" )svg"
            R"svg(d="M-11 -7h22v14h-22zM-11 -7l11 8.5l11 -8.5"/>)svg",
            number(x), number(y), used("t", icon.role), stroke);
        return;
      case Icon::Kind::unknown:
        put(R"(<circle cx="{}" cy="{}" r="8.5" class="none {}"/>)", number(x), number(y), stroke);
        put(R"(<text x="{}" y="{}" text-anchor="middle" class="{} b">?</text>)", number(x),
            number(y + 5), ink);
        return;
    }
  }

  void operator()(const Label& label) { write(label, used("i", label.role)); }

 private:
  [[nodiscard]] static double x_of(double cells) { return kMargin + cells * kCellWidth; }
  [[nodiscard]] static double y_of(double cells) { return kMargin + cells * kCellHeight; }

  template <typename... Args>
  void put(fmt::format_string<Args...> shape, Args&&... args) {
    body_ += fmt::format(shape, std::forward<Args>(args)...);
    body_ += '\n';
  }

  /// The class of a role: i ink, s stroke, t tint. Remembered for the style sheet.
  std::string used(std::string_view kind, Role role) {
    std::string name = fmt::format("{}-{}", kind, css_class(role));
    classes_.insert(name);
    return name;
  }

  static std::string_view line_class(Line line) {
    return line == Line::heavy ? " heavy" : line == Line::dashed ? " dashed" : "";
  }

  /// Position and size as attributes, `inset` cells smaller on every side.
  static std::string rectangle(const Area& area, double inset) {
    // Across, half a cell is less than along: both sides keep the same distance in pixels.
    const double across = inset * kCellWidth;
    return fmt::format(
        R"(x="{}" y="{}" width="{}" height="{}")", number(x_of(area.x) + across),
        number(y_of(area.y) + (inset == 0.5 ? kCellHeight / 2 : across)),
        number(area.width * kCellWidth - 2 * across),
        number(area.height * kCellHeight - (inset == 0.5 ? kCellHeight : 2 * across)));
  }

  /// A point of a path; ends with a head stop where the head begins to be seen.
  static std::pair<double, double> pixel(const Path& path, std::size_t index) {
    return {x_of(path.points[index].x + 0.5), y_of(path.points[index].y + 0.5)};
  }

  void head(Head kind, const Point& from, const Point& to, Role role) {
    if (kind == Head::none) return;
    const double x = x_of(to.x + 0.5);
    const double y = y_of(to.y + 0.5);
    if (kind == Head::dot) {
      put(R"(<circle cx="{}" cy="{}" r="4" class="{}"/>)", number(x), number(y), used("i", role));
      return;
    }
    const bool level = std::abs(to.x - from.x) > std::abs(to.y - from.y);
    if (kind == Head::bar) {
      put(R"(<path d="M{} {}{}" class="{}"/>)", number(level ? x : x - 4),
          number(level ? y - 4 : y), level ? "v8" : "h8", used("s", role));
      return;
    }
    const int angle = level ? (to.x > from.x ? 0 : 180) : (to.y > from.y ? 90 : 270);
    put(R"svg(<path transform="translate({} {}) rotate({})" class="{}" d="M5 0l-10 -5.5v11z"/>)svg",
        number(x), number(y), angle, used("i", role));
  }

  [[nodiscard]] bool is_written(int x, int y) const {
    const auto columns = static_cast<std::size_t>(scene_.columns());
    return written_[static_cast<std::size_t>(y) * columns + static_cast<std::size_t>(x)];
  }

  [[nodiscard]] std::string waves(const Area& area, Pattern pattern) const {
    const int step = pattern == Pattern::swell ? 9 : 6;
    std::string strokes;
    for (int y = area.y; y < area.y + area.height; ++y) {
      for (int x = area.x; x < area.x + area.width; ++x) {
        if ((x + y * 5) % step != 0 || x + 2 > area.x + area.width) continue;
        if (is_written(x, y) || is_written(x + 1, y)) continue;
        strokes += fmt::format("M{} {}q3.5 -4 7 0t7 0", number(x_of(x) + 1), number(y_of(y + 0.5)));
      }
    }
    return strokes;
  }

  static std::string bricks(const Area& area) {
    std::string strokes;
    for (int y = area.y; y < area.y + area.height; ++y) {
      for (int x = area.x + (y % 2 == 0 ? 0 : 2); x + 2 <= area.x + area.width; x += 4) {
        strokes += fmt::format("M{} {}h{}v{}", number(x_of(x)), number(y_of(y) + 1),
                               number(2 * kCellWidth), number(kCellHeight - 2));
      }
    }
    return strokes;
  }

  /// A title on a plate of the frame's colour.
  void plate(const Label& label) {
    const Area extent = extent_of(label);
    put(R"(<rect x="{}" y="{}" width="{}" height="{}" rx="4" class="{}"/>)",
        number(x_of(extent.x - 0.75)), number(y_of(extent.y) + 0.5),
        number(natural_width(label.text) + 1.5 * kCellWidth), number(kCellHeight - 1),
        used("i", label.role));
    write(label, "page");
  }

  void write(const Label& label, std::string_view colour) {
    const Area extent = extent_of(label);
    double x = x_of(extent.x);
    std::string_view anchor;
    if (label.align == base::Align::right) {
      x = x_of(extent.x + extent.width);
      anchor = R"( text-anchor="end")";
    } else if (label.align == base::Align::center) {
      x = x_of(extent.x + extent.width / 2.0);
      anchor = R"( text-anchor="middle")";
    }
    const std::string text =
        label.width == 0 ? label.text
                         : cut(label.text, static_cast<std::size_t>(label.width), Charset::unicode);
    put(R"(<text x="{}" y="{}"{} class="{}{}{}">{}</text>)", number(x),
        number(y_of(label.y) + kBaseline), anchor, colour, label.weight == Weight::bold ? " b" : "",
        label.size == Size::large ? " l" : "", xml_escaped(text));
  }

  const Scene& scene_;
  std::vector<bool> written_;  ///< cells, row by row
  std::string body_;
  std::set<std::string> classes_;
};

}  // namespace

std::string to_svg(const Scene& scene, const SvgOptions& options) {
  Drawing drawing(scene);
  drawing.draw();
  const double width = scene.columns() * kCellWidth + 2 * kMargin;
  const double height = scene.rows() * kCellHeight + 2 * kMargin;
  const std::string id = xml_escaped(options.id);
  std::string out;
  if (options.declaration) out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" id="{}" role="img" aria-labelledby="{}-title )"
      R"({}-desc" width="{}" height="{}" viewBox="0 0 {} {}">)",
      id, id, id, number(width), number(height), number(width), number(height));
  out += fmt::format("\n<title id=\"{}-title\">{}</title>\n<desc id=\"{}-desc\">{}</desc>\n", id,
                     xml_escaped(scene.title()), id, xml_escaped(scene.description()));
  out += svg_style(drawing.classes(), options);
  out += fmt::format(R"(<rect width="{}" height="{}" rx="8" class="ground"/>)", number(width),
                     number(height));
  out += '\n';
  out += drawing.body();
  out += "</svg>\n";
  return out;
}

}  // namespace minato::render
