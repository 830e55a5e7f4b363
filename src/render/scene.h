// One picture, independent of where it is drawn: nodes on a grid of terminal cells. The same scene
// goes to a terminal (terminal.h) and to SVG (svg.h); no picture is built by joining strings.
//
// Positions count cells from the top left corner. Lines run through the middle of their cells, so
// that a box of height 3 has one row inside; in paths and bands x may be a fraction, which SVG
// keeps and a terminal rounds. Later nodes cover earlier ones. Text from outside may be hostile:
// the scene escapes it.
//
//   Scene scene({.title = "Port 443", .columns = 60});
//   scene.box({.area = {0, 0, 20, 4}, .role = Role::accent, .title = "nginx"});
//   scene.label({.x = 2, .y = 1, .text = "443/tcp", .weight = Weight::bold});
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text_width.h"
#include "render/style.h"

namespace minato::render {

/// Cells x to x + width - 1, rows y to y + height - 1.
struct Area {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool operator==(const Area&) const = default;
};

struct Point {
  double x = 0;
  double y = 0;

  bool operator==(const Point&) const = default;
};

enum class Line : std::uint8_t { light, heavy, dashed, none };
enum class Corner : std::uint8_t { round, square };
enum class Ground : std::uint8_t { none, tint };
enum class Weight : std::uint8_t { normal, bold };
/// A terminal knows one size only; the extent of large text is that of SVG.
enum class Size : std::uint8_t { normal, large };
enum class Head : std::uint8_t { none, arrow, dot, bar };
enum class Pattern : std::uint8_t { plain, waves, swell, bricks };

/// Text on one row. Cut to `width` columns, aligned within them; width 0: as wide as it is.
struct Label {
  int x = 0;
  int y = 0;
  int width = 0;
  std::string text{};
  Role role = Role::plain;
  base::Align align = base::Align::left;
  Weight weight = Weight::normal;
  Size size = Size::normal;
};

/// A ground below everything else: water, stone.
struct Fill {
  Area area{};
  Role role = Role::water;
  Pattern pattern = Pattern::plain;
  double strength = 1;  ///< of the tint in SVG, 0 to 1
};

/// A frame; the title interrupts its upper line.
struct Box {
  Area area{};
  Role role = Role::plain;
  Line line = Line::light;
  Corner corner = Corner::round;
  Ground ground = Ground::none;
  std::string title{};
  Weight title_weight = Weight::bold;
};

/// A port: the leaf of a door in a wall. Its texts are labels on top of it.
struct Door {
  enum class State : std::uint8_t { open, shut };
  Area area{};
  Role role = Role::plain;
  State state = State::open;
};

/// A line through its points, each next one straight right, left, up or down of the one before.
struct Path {
  std::vector<Point> points{};
  Role role = Role::plain;
  Line line = Line::light;
  Head start = Head::none;
  Head end = Head::none;
};

/// A bar of parts that lie side by side: a scale. Parts share the bar from left to right.
struct Band {
  struct Part {
    double end = 0;  ///< x where it ends and the next begins
    Role role = Role::plain;
    std::string text{};  ///< in the middle of the part; left out where it does not fit
  };
  double x = 0;
  int y = 0;
  int height = 1;
  std::vector<Part> parts{};
};

/// A small drawing, three cells wide and one high.
struct Icon {
  enum class Kind : std::uint8_t { ship, lock, unknown, letter };
  int x = 0;
  int y = 0;
  Kind kind = Kind::ship;
  Role role = Role::plain;
};
inline constexpr int kIconColumns = 3;

using Node = std::variant<Fill, Box, Door, Path, Band, Icon, Label>;

struct SceneHead {
  std::string title{};        ///< of the document, for readers that do not see it too
  std::string description{};  ///< what the picture shows, in sentences
  int columns = 80;
};

class Scene {
 public:
  explicit Scene(SceneHead head);

  void fill(const Fill& fill) { add(fill); }
  void box(Box box);
  void door(const Door& door) { add(door); }
  void path(Path path) { add(std::move(path)); }
  void band(Band band);
  void icon(const Icon& icon) { add(icon); }
  void label(Label label);

  /// `text` wrapped to label.width columns from label.y on; the rows that it took.
  int paragraph(Label label, std::string_view text);

  /// Makes the scene at least that many rows high; nodes below make it higher by themselves.
  void reserve_rows(int rows);
  void describe(std::string description) { head_.description = std::move(description); }

  [[nodiscard]] const std::string& title() const { return head_.title; }
  [[nodiscard]] const std::string& description() const { return head_.description; }
  [[nodiscard]] int columns() const { return head_.columns; }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }

 private:
  void add(Node node);

  SceneHead head_;
  int rows_ = 0;
  std::vector<Node> nodes_;
};

/// Columns of `text` as an int, for arithmetic with positions.
[[nodiscard]] int width_of(std::string_view text);

/// The cells that a label's text takes: start and columns (more than the text's for large text).
[[nodiscard]] Area extent_of(const Label& label);
/// The label that shows a box's title; width 0 when it has none.
[[nodiscard]] Label title_label(const Box& box);
/// The label of a part of a band; text "" where it does not fit.
[[nodiscard]] Label part_label(const Band& band, std::size_t part);

}  // namespace minato::render
