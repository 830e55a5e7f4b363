// Letters to the left, the sorting system in the middle, doors and processes to the right.
#include "render/pictures/demultiplex.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "render/pictures/words.h"

namespace minato::render {
namespace {

constexpr std::size_t kMostPorts = 6;
constexpr std::array kInks = {Role::accent,       Role::ok,         Role::warn,
                              Role::system_range, Role::danger_low, Role::danger_high};

/// An order of arrival that mixes the ports: 2 0 4 1 5 3 and the like.
std::vector<std::size_t> arrivals(std::size_t count) {
  std::vector<std::size_t> order;
  for (const std::size_t i : {2U, 0U, 4U, 1U, 5U, 3U}) {
    if (i < count) order.push_back(i);
  }
  return order;
}

class Drawer {
 public:
  Drawer(const Demultiplex& input, const PictureOptions& options)
      : language_(options.language),
        input_(input),
        count_(std::min(input.ports.size(), kMostPorts)),
        columns_(picture_columns(options)),
        gap_(columns_ < 56 ? 2 : 4),
        letter_(columns_ < 56   ? 11
                : columns_ < 70 ? 13
                                : 21),
        sorter_(std::clamp(columns_ / 4, 9, 26)),
        pad_(sorter_ < 14 ? 1 : 2),
        scene_({.title = text("pictures.demultiplex.title"), .columns = columns_}) {}

  Scene draw() {
    const int top =
        scene_.paragraph(
            {.x = 1, .width = columns_ - 2, .role = Role::heading, .weight = Weight::bold},
            text("pictures.demultiplex.heading")) +
        1;
    const int rows = static_cast<int>(count_) * 2 + 1;
    first_ = top + 2;
    headings(top);
    sorter(top, rows);
    const auto order = arrivals(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      arrival(input_.ports[order[i]], kInks[order[i]], row(i));
      delivery(input_.ports[i], kInks[i], row(i));
    }
    const std::string words = text("pictures.demultiplex.legend");
    scene_.paragraph({.x = 1, .y = top + rows + 2, .width = columns_ - 2, .role = Role::muted},
                     words);
    scene_.describe(words);
    return std::move(scene_);
  }

 private:
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(base::text(language_, key));
  }
  [[nodiscard]] int row(std::size_t index) const { return first_ + static_cast<int>(index) * 2; }
  [[nodiscard]] int sorter_x() const { return 1 + letter_ + gap_; }
  [[nodiscard]] int door_x() const { return sorter_x() + sorter_ + gap_; }
  [[nodiscard]] int door_columns() const { return std::clamp(columns_ / 5, 10, 15); }
  [[nodiscard]] int door_pad() const { return door_columns() < 13 ? 1 : 2; }

  void headings(int y) {
    const auto heading = [&](int x, int width, std::string_view key) {
      scene_.label({.x = x,
                    .y = y,
                    .width = width,
                    .text = fitting(language_, key, width),
                    .role = Role::heading,
                    .weight = Weight::bold});
    };
    heading(1, letter_ + 2, "pictures.demultiplex.arrive");
    heading(door_x(), columns_ - 1 - door_x(), "pictures.demultiplex.doors");
  }

  void sorter(int top, int rows) {
    scene_.box({.area = {sorter_x(), top + 1, sorter_, rows},
                .role = Role::wall,
                .line = Line::heavy,
                .ground = Ground::tint});
    int y = top + 2;
    const Label middle{.x = sorter_x() + pad_,
                       .y = y,
                       .width = sorter_ - 2 * pad_,
                       .align = base::Align::center,
                       .weight = Weight::bold};
    const int room = rows - 2;
    const auto words = base::wrap(text("pictures.demultiplex.sorts"),
                                  static_cast<std::size_t>(sorter_ - 2 * pad_));
    const auto put = [&](const std::string& line, Role role, Weight weight) {
      if (y - (top + 2) >= room) return;
      Label label = middle;
      label.y = y++;
      label.text = line;
      label.role = role;
      label.weight = weight;
      scene_.label(std::move(label));
    };
    put(input_.host, Role::plain, Weight::bold);
    if (width_of(input_.address) <= sorter_ - 2 * pad_)
      put(input_.address, Role::accent, Weight::normal);
    for (const std::string& line : words) put(line, Role::muted, Weight::normal);
  }

  /// A letter on its way to the system: only the number on it counts.
  void arrival(const DemultiplexPort& port, Role role, int y) {
    std::string words = base::tr(language_, "pictures.demultiplex.to", to_text(port.port));
    if (letter_ < 21) words = to_text(port.port);
    if (width_of(words) > letter_ - 4) words = std::to_string(port.port.number);
    scene_.icon({.x = 1, .y = y, .kind = Icon::Kind::letter, .role = role});
    scene_.label({.x = 5, .y = y, .width = letter_ - 4, .text = words, .role = role});
    scene_.path(
        {.points = {{letter_ + (gap_ > 2 ? 1.6 : 0.6), double(y)}, {sorter_x() - 1.0, double(y)}},
         .role = role,
         .end = Head::arrow});
  }

  void delivery(const DemultiplexPort& port, Role role, int y) {
    const bool nobody = port.process.empty();
    scene_.path({.points = {{double(sorter_x() + sorter_), double(y)}, {door_x() - 1.0, double(y)}},
                 .role = role,
                 .end = Head::arrow});
    scene_.door({.area = {door_x(), y, door_columns(), 1},
                 .role = role,
                 .state = nobody ? Door::State::shut : Door::State::open});
    scene_.label({.x = door_x() + door_pad(),
                  .y = y,
                  .width = door_columns() - 2 * door_pad(),
                  .text = to_text(port.port),
                  .role = role,
                  .weight = Weight::bold});
    const int x = door_x() + door_columns() + 1;
    const int room = columns_ - 1 - x;
    const std::string process = base::escape_control(port.process);
    const std::string service = base::escape_control(port.service);
    const std::string both = service.empty() ? process : process + " (" + service + ")";
    scene_.label({.x = x,
                  .y = y,
                  .width = room,
                  .text = nobody ? fitting(language_, "pictures.demultiplex.nobody", room)
                          : width_of(both) <= room ? both
                                                   : process,
                  .role = nobody ? Role::muted : Role::plain,
                  .weight = nobody ? Weight::normal : Weight::bold});
  }

  base::Language language_;
  const Demultiplex& input_;
  std::size_t count_;
  int columns_;
  int gap_;     ///< columns of the arrows
  int letter_;  ///< columns of an arriving letter
  int sorter_;  ///< columns of the box in the middle
  int pad_;     ///< between its wall and its text, the wall included
  int first_ = 0;
  Scene scene_;
};

}  // namespace

Scene draw_demultiplex(const Demultiplex& demultiplex, const PictureOptions& options) {
  return Drawer(demultiplex, options).draw();
}

}  // namespace minato::render
