// Collecting nodes: text is made safe, the height grows with what is put in.
#include "render/scene.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace minato::render {
namespace {

/// How much wider large text is than its columns say.
constexpr double kLargeText = 1.4;

int last_row(const Area& area) { return area.y + area.height; }

struct LastRow {
  int operator()(const Fill& fill) const { return last_row(fill.area); }
  int operator()(const Box& box) const { return last_row(box.area); }
  int operator()(const Door& door) const { return last_row(door.area); }
  int operator()(const Band& band) const { return band.y + band.height; }
  int operator()(const Icon& icon) const { return icon.y + 1; }
  int operator()(const Label& label) const { return label.y + 1; }
  int operator()(const Path& path) const {
    int row = 0;
    for (const Point& point : path.points) {
      row = std::max(row, static_cast<int>(std::lround(point.y)) + 1);
    }
    return row;
  }
};

}  // namespace

Scene::Scene(SceneHead head) : head_(std::move(head)) { MINATO_CHECK(head_.columns > 0); }

void Scene::add(Node node) {
  rows_ = std::max(rows_, std::visit(LastRow{}, node));
  nodes_.push_back(std::move(node));
}

void Scene::box(Box box) {
  box.title = base::escape_control(box.title);
  add(std::move(box));
}

void Scene::band(Band band) {
  for (Band::Part& part : band.parts) part.text = base::escape_control(part.text);
  add(std::move(band));
}

void Scene::label(Label label) {
  if (label.text.empty()) return;
  label.text = base::escape_control(label.text);
  add(std::move(label));
}

int Scene::paragraph(Label label, std::string_view text) {
  const std::string safe = base::escape_control(text);
  int rows = 0;
  for (std::string& line : base::wrap(safe, static_cast<std::size_t>(std::max(label.width, 1)))) {
    label.text = std::move(line);
    this->label(label);
    ++label.y;
    ++rows;
  }
  return rows;
}

void Scene::reserve_rows(int rows) { rows_ = std::max(rows_, rows); }

int width_of(std::string_view text) { return static_cast<int>(base::display_width(text)); }

Area extent_of(const Label& label) {
  const int natural = width_of(label.text);
  const int columns = label.width == 0 ? natural : std::min(natural, label.width);
  const int room = label.width == 0 ? natural : label.width;
  const int left = label.align == base::Align::left    ? 0
                   : label.align == base::Align::right ? room - columns
                                                       : (room - columns) / 2;
  if (label.size == Size::normal) return {label.x + left, label.y, columns, 1};
  const int grown = static_cast<int>(std::ceil(columns * kLargeText));
  const int shift = label.align == base::Align::left    ? 0
                    : label.align == base::Align::right ? grown - columns
                                                        : (grown - columns) / 2;
  return {label.x + left - shift, label.y, grown, 1};
}

Label title_label(const Box& box) {
  Label label{.x = box.area.x + 2,
              .y = box.area.y,
              .text = box.title,
              .role = box.role,
              .weight = box.title_weight};
  label.width = std::min(width_of(box.title), std::max(0, box.area.width - 4));
  return label;
}

Label part_label(const Band& band, std::size_t part) {
  const double start = part == 0 ? band.x : band.parts[part - 1].end;
  const double end = band.parts[part].end;
  const int first = static_cast<int>(std::ceil(start)) + 1;
  const int room = static_cast<int>(std::floor(end)) - first;
  Label label{.x = first,
              .y = band.y + (band.height - 1) / 2,
              .width = std::max(room, 0),
              .role = band.parts[part].role,
              .align = base::Align::center,
              .weight = Weight::bold};
  if (width_of(band.parts[part].text) <= room) label.text = band.parts[part].text;
  return label;
}

}  // namespace minato::render
