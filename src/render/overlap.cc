// Extents of all texts against each other, against lines and frames, and against the border.
#include "render/overlap.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace minato::render {
namespace {

struct Written {
  Area area{};
  std::string text{};
  const Node* node = nullptr;
};

/// A straight stroke, in cells, both ends included.
struct Stroke {
  double x1 = 0;
  double y1 = 0;
  double x2 = 0;
  double y2 = 0;
  const Node* node = nullptr;
};

struct Collector {
  const Node* node = nullptr;
  std::vector<Written> texts{};
  std::vector<Stroke> strokes{};

  void text(const Label& label) {
    if (!label.text.empty()) texts.push_back({extent_of(label), label.text, node});
  }
  void stroke(double x1, double y1, double x2, double y2) {
    strokes.push_back(
        {std::min(x1, x2), std::min(y1, y2), std::max(x1, x2), std::max(y1, y2), node});
  }
  void frame(const Area& area) {
    const double right = area.x + area.width - 1;
    const double bottom = area.y + area.height - 1;
    stroke(area.x, area.y, right, area.y);
    stroke(area.x, bottom, right, bottom);
    stroke(area.x, area.y, area.x, bottom);
    stroke(right, area.y, right, bottom);
  }

  void operator()(const Fill&) {}
  void operator()(const Label& label) { text(label); }
  void operator()(const Icon& icon) {
    texts.push_back({{icon.x, icon.y, kIconColumns, 1}, "(icon)", node});
  }
  void operator()(const Box& box) {
    text(title_label(box));
    if (box.line != Line::none) frame(box.area);
  }
  void operator()(const Door& door) {
    const double right = door.area.x + door.area.width - 1;
    const double bottom = door.area.y + door.area.height - 1;
    stroke(door.area.x, door.area.y, door.area.x, bottom);
    stroke(right, door.area.y, right, bottom);
  }
  void operator()(const Band& band) {
    for (std::size_t i = 0; i < band.parts.size(); ++i) text(part_label(band, i));
  }
  void operator()(const Path& path) {
    for (std::size_t i = 1; i < path.points.size(); ++i) {
      const Point& from = path.points[i - 1];
      const Point& to = path.points[i];
      stroke(from.x, from.y, to.x, to.y);
    }
  }
};

bool meet(const Area& one, const Area& other) {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
         one.y < other.y + other.height && other.y < one.y + one.height;
}

bool meet(const Area& text, const Stroke& stroke) {
  // The middle of a cell counts: a stroke beside the text is fine.
  return stroke.x2 > text.x - 0.5 && stroke.x1 < text.x + text.width - 0.5 &&
         stroke.y2 > text.y - 0.5 && stroke.y1 < text.y + 0.5;
}

bool inside(const Area& area, const Scene& scene) {
  return area.x >= 0 && area.y >= 0 && area.x + area.width <= scene.columns() &&
         area.y + area.height <= scene.rows();
}

}  // namespace

std::vector<std::string> overlaps(const Scene& scene) {
  Collector found;
  for (const Node& node : scene.nodes()) {
    found.node = &node;
    std::visit(found, node);
  }
  std::vector<std::string> faults;
  for (std::size_t i = 0; i < found.texts.size(); ++i) {
    const Written& text = found.texts[i];
    const auto fault = [&](std::string_view what) {
      faults.push_back(
          fmt::format("\"{}\" at {},{} {}", text.text, text.area.x, text.area.y, what));
    };
    if (!inside(text.area, scene)) fault("lies outside");
    for (std::size_t k = i + 1; k < found.texts.size(); ++k) {
      if (meet(text.area, found.texts[k].area)) fault("lies on \"" + found.texts[k].text + '"');
    }
    for (const Stroke& stroke : found.strokes) {
      if (stroke.node != text.node && meet(text.area, stroke)) {
        fault(fmt::format("is crossed by a line at {},{}", stroke.x1, stroke.y1));
      }
    }
  }
  return faults;
}

}  // namespace minato::render
