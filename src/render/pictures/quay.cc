// Water to the left, the quay wall with its doors, the building with the processes to the right.
#include "render/pictures/quay.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "render/pictures/words.h"

namespace minato::render {
namespace {

using base::Align;
using base::Language;
using model::Exposure;

constexpr std::size_t kMostLargeDoors = 6;

/// How wide the parts are, and where a row stands.
struct Layout {
  int columns = 0;
  int sea = 0;         ///< columns of water; the wall stands at this x
  int zone = 0;        ///< columns of each of the three zones of water
  int door = 0;        ///< columns of a door
  int inside = 0;      ///< first column behind the doors
  int inside_end = 0;  ///< one behind the last column that may be written
  bool large = false;
  bool narrow = false;  ///< no room for users and numbers of processes
  int pitch = 1;        ///< rows from one door to the next
};

constexpr int kNarrow = 56;

Layout layout_for(int columns, bool large) {
  const bool narrow = columns < kNarrow;
  Layout out{.columns = columns, .large = large || narrow, .narrow = narrow};
  out.pitch = out.large ? 3 : 1;
  out.zone = std::clamp(columns / 9, 4, 16);
  out.sea = 3 * out.zone + 1;
  out.door = std::clamp(out.large ? columns / 5 : columns * 3 / 10, narrow ? 12 : 13, 26);
  out.inside = out.sea + out.door + 1;
  out.inside_end = columns - 2;
  return out;
}

std::string_view who_key(Exposure exposure) {
  switch (exposure) {
    case Exposure::none:
      return "pictures.quay.who-none";
    case Exposure::loopback:
      return "pictures.quay.who-loopback";
    case Exposure::link:
      return "pictures.quay.who-link";
    case Exposure::private_:
      return "pictures.quay.who-private";
    case Exposure::public_:
      return "pictures.quay.who-public";
    case Exposure::unknown:
      break;
  }
  return "pictures.quay.who-unknown";
}

std::string danger_word(Language language, model::Severity danger) {
  static constexpr std::array<std::string_view, 4> kKeys = {
      "registry.danger.none", "registry.danger.low", "registry.danger.medium",
      "registry.danger.high"};
  return std::string(base::text(language, kKeys[static_cast<std::size_t>(danger)]));
}

/// Wider first; what could not be decided stands behind what is certain.
int reach(Exposure exposure) {
  return exposure == Exposure::unknown ? 1 : static_cast<int>(exposure) * 2;
}

/// One door for each port and process, the widest exposure of its addresses.
std::vector<QuayDoor> merged(std::vector<QuayDoor> doors) {
  std::stable_sort(doors.begin(), doors.end(), [](const QuayDoor& one, const QuayDoor& other) {
    return std::tuple(one.port, one.pid) < std::tuple(other.port, other.pid);
  });
  std::vector<QuayDoor> out;
  for (QuayDoor& door : doors) {
    if (!out.empty() && out.back().port == door.port && out.back().pid == door.pid) {
      QuayDoor& same = out.back();
      if (reach(door.exposure) > reach(same.exposure)) same.exposure = door.exposure;
      same.danger = std::max(same.danger, door.danger);
      same.more_holders = std::max(same.more_holders, door.more_holders);
    } else {
      out.push_back(std::move(door));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const QuayDoor& one, const QuayDoor& other) {
    return std::tuple(-reach(one.exposure), -static_cast<int>(one.danger), one.port) <
           std::tuple(-reach(other.exposure), -static_cast<int>(other.danger), other.port);
  });
  return out;
}

class Drawer {
 public:
  Drawer(const Quay& quay, std::vector<QuayDoor> doors, const PictureOptions& options)
      : language_(options.language),
        quay_(quay),
        doors_(std::move(doors)),
        shown_(std::min(doors_.size(), quay.most_doors)),
        layout_(layout_for(picture_columns(options), shown_ <= kMostLargeDoors)),
        scene_({.title = base::tr(language_, "pictures.quay.title", quay.host),
                .columns = layout_.columns}) {}

  Scene draw() {
    const int first_door = plan_rows();
    water();
    building();
    who_can_come();
    if (shown_ > 0) headings(first_door - 1);
    for (std::size_t i = 0; i < shown_; ++i) {
      const int y = first_door + static_cast<int>(i) * layout_.pitch;
      lane(doors_[i], y);
      door(doors_[i], y);
      behind(doors_[i], y);
    }
    rest(first_door);
    legend();
    describe();
    return std::move(scene_);
  }

 private:
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(base::text(language_, key));
  }
  [[nodiscard]] int inside_width() const { return layout_.inside_end - layout_.inside; }

  /// Decides how many rows the building has; the row of the first door.
  int plan_rows() {
    address_lines_ =
        base::wrap(addresses(), static_cast<std::size_t>(layout_.inside_end - layout_.sea - 2));
    legend_lines_ = base::wrap(base::text(language_, "pictures.quay.legend-harbour"),
                               static_cast<std::size_t>(layout_.inside_end - layout_.sea - 2));
    const int head = static_cast<int>(address_lines_.size() + legend_lines_.size());
    const int first_door = std::max(head + 1, 5) + 2;
    const int doors = shown_ == 0 ? 3 : static_cast<int>(shown_) * layout_.pitch;
    const int rest = doors_.size() > shown_ ? 1 : 0;
    wall_rows_ = first_door + doors + rest + 1;
    badge_ = width_of(text("pictures.danger"));
    int user_columns = 0;
    for (std::size_t i = 0; i < shown_; ++i) {
      user_columns = std::max(user_columns, width_of(base::escape_control(doors_[i].user)));
      badge_ = std::max(badge_, width_of(danger_word(language_, doors_[i].danger)));
      name_columns_ = std::max(name_columns_, width_of(base::escape_control(doors_[i].process)));
    }
    const int room = inside_width() - badge_ - 2;
    with_users_ = std::min(name_columns_, room / 2) + 2 + user_columns <= room;
    name_columns_ = std::min(name_columns_, with_users_ ? room - 2 - user_columns : room);
    return first_door;
  }

  [[nodiscard]] std::string addresses() const {
    std::string joined;
    for (const std::string& address : quay_.addresses) {
      joined += (joined.empty() ? "" : "  ") + address;
    }
    if (joined.empty()) joined = text("pictures.quay.no-address");
    return base::tr(language_, "pictures.quay.address", joined);
  }

  void water() {
    for (int zone = 0; zone < 3; ++zone) {
      const int from = zone == 0 ? 0 : zone * layout_.zone + 1;
      const int to = (zone + 1) * layout_.zone + 1;
      scene_.fill({.area = {from, 0, to - from, wall_rows_},
                   .role = Role::water,
                   .pattern = zone == 0 ? Pattern::swell : Pattern::waves,
                   .strength = 1 - 0.3 * zone});
    }
  }

  void building() {
    scene_.box({.area = {layout_.sea, 0, layout_.columns - layout_.sea, wall_rows_},
                .role = Role::wall,
                .line = Line::heavy,
                .corner = Corner::square,
                .ground = Ground::tint,
                .title = base::tr(language_, "pictures.quay.plate", quay_.host)});
    int y = 1;
    for (const std::string& line : address_lines_) {
      scene_.label({.x = layout_.sea + 2, .y = y++, .text = line, .role = Role::accent});
    }
    for (const std::string& line : legend_lines_) {
      scene_.label({.x = layout_.sea + 2, .y = y++, .text = line, .role = Role::muted});
    }
  }

  /// The three kinds of visitors, each above its zone of the water.
  void who_can_come() {
    scene_.label({.x = 1,
                  .y = 0,
                  .width = layout_.sea - 2,
                  .text = fitting(language_, "pictures.quay.who", layout_.sea - 2),
                  .role = Role::heading,
                  .weight = Weight::bold});
    constexpr std::array kZones = {Exposure::public_, Exposure::private_, Exposure::link};
    for (int zone = 0; zone < 3; ++zone) {
      const int x = zone * layout_.zone + 1;
      scene_.label({.x = x,
                    .y = zone + 1,
                    .text = fitting(language_, who_key(kZones[static_cast<std::size_t>(zone)]),
                                    layout_.sea - x - 1),
                    .role = Role::water});
      // The last arrow is only its head: the text stands right above.
      const double from = zone < 2 ? zone + 2.0 : 3.6;
      scene_.path({.points = {{double(x + 1), from}, {double(x + 1), 4}},
                   .role = Role::water,
                   .end = Head::arrow});
    }
  }

  void headings(int y) {
    scene_.label({.x = layout_.sea + 2,
                  .y = y,
                  .width = layout_.door - 2,
                  .text = fitting(language_, "pictures.quay.door", layout_.door - 2),
                  .role = Role::heading,
                  .weight = Weight::bold});
    const int badge = layout_.narrow ? 0 : badge_ + 1;
    scene_.label({.x = layout_.inside + 1,
                  .y = y,
                  .width = inside_width() - 1 - badge,
                  .text = fitting(language_, "pictures.quay.behind", inside_width() - 1 - badge),
                  .role = Role::heading,
                  .weight = Weight::bold});
    if (layout_.narrow) return;
    scene_.label({.x = layout_.inside_end - badge_,
                  .y = y,
                  .width = badge_,
                  .text = text("pictures.danger"),
                  .role = Role::heading,
                  .align = Align::right,
                  .weight = Weight::bold});
  }

  /// The way of a ship to its door, or why none comes.
  void lane(const QuayDoor& door, int y) {
    const Role role = danger_role(door.danger);
    const int zone = door.exposure == Exposure::public_    ? 0
                     : door.exposure == Exposure::private_ ? 1
                     : door.exposure == Exposure::link     ? 2
                                                           : 3;
    if (zone < 3) {
      const int x = zone * layout_.zone + 1;
      scene_.icon({.x = x, .y = y, .kind = Icon::Kind::ship, .role = role});
      scene_.path({.points = {{x + 2.6, double(y)}, {layout_.sea - 1.0, double(y)}},
                   .role = role,
                   .end = Head::arrow});
      return;
    }
    const bool unknown = door.exposure == Exposure::unknown;
    scene_.icon({.x = layout_.sea - 4,
                 .y = y,
                 .kind = unknown ? Icon::Kind::unknown : Icon::Kind::lock,
                 .role = unknown ? Role::warn : Role::muted});
    scene_.label({.x = 1,
                  .y = y,
                  .width = layout_.sea - 6,
                  .text = fitting(language_, who_key(door.exposure), layout_.sea - 6),
                  .role = unknown ? Role::warn : Role::muted,
                  .align = Align::right});
  }

  void door(const QuayDoor& door, int y) {
    const bool open = reach(door.exposure) > reach(Exposure::loopback);
    scene_.door({.area = {layout_.sea, y, layout_.door, layout_.large ? 2 : 1},
                 .role = danger_role(door.danger),
                 .state = open ? Door::State::open : Door::State::shut});
    const std::string number = to_text(door.port);
    const int x = layout_.sea + 2;
    const int room = layout_.door - 4;
    scene_.label({.x = x,
                  .y = y,
                  .width = room,
                  .text = number,
                  .role = danger_role(door.danger),
                  .weight = Weight::bold});
    if (door.service.empty()) return;
    const int shift = layout_.large ? 0 : std::max(width_of(number), 8) + 1;
    if (room - shift < 3) return;
    scene_.label({.x = x + shift,
                  .y = layout_.large ? y + 1 : y,
                  .width = room - shift,
                  .text = door.service});
  }

  /// Who lives behind the door, and how dangerous that is.
  void behind(const QuayDoor& door, int y) {
    const int x = layout_.inside + 1;
    scene_.label({.x = layout_.inside_end - badge_,
                  .y = layout_.narrow ? y + 1 : y,
                  .width = badge_,
                  .text = danger_word(language_, door.danger),
                  .role = danger_role(door.danger),
                  .align = Align::right,
                  .weight = Weight::bold});
    const int room = layout_.inside_end - x - (layout_.narrow ? 0 : badge_ + 1);
    if (door.process.empty()) {
      scene_.label({.x = x,
                    .y = y,
                    .width = room,
                    .text = fitting(language_, "pictures.quay.hidden", room),
                    .role = Role::muted});
      return;
    }
    scene_.label({.x = x,
                  .y = y,
                  .width = layout_.large ? room : name_columns_,
                  .text = door.process,
                  .weight = Weight::bold});
    if (layout_.large && !layout_.narrow) detail(door, x, y + 1, inside_width() - 1);
    if (!layout_.large && with_users_) {
      detail(door, x + name_columns_ + 2, y, room - name_columns_ - 2);
    }
  }

  /// User and number of the process: as much of it as fits.
  void detail(const QuayDoor& door, int x, int y, int room) {
    std::string number = base::tr(language_, "pictures.quay.pid", door.pid);
    if (door.more_holders > 0) {
      number += base::tr(language_, "pictures.quay.more-holders", door.more_holders);
    }
    const std::string safe = base::escape_control(door.user);
    const std::string user = safe.empty() ? safe : base::tr(language_, "pictures.quay.user", safe);
    const std::string both = safe.empty() ? number : user + "  " + number;
    const std::string wish = width_of(both) <= room ? both : width_of(user) <= room ? user : safe;
    scene_.label({.x = x, .y = y, .width = room, .text = wish, .role = Role::muted});
  }

  void rest(int first_door) {
    if (shown_ == 0) {
      scene_.paragraph({.x = layout_.sea + 2,
                        .y = first_door - 1,
                        .width = layout_.inside_end - layout_.sea - 2,
                        .role = Role::ok},
                       text("pictures.quay.no-doors"));
      return;
    }
    if (doors_.size() == shown_) return;
    scene_.label({.x = layout_.sea + 2,
                  .y = wall_rows_ - 2,
                  .width = layout_.inside_end - layout_.sea - 2,
                  .text = base::tr(language_, "pictures.quay.more", doors_.size() - shown_),
                  .role = Role::muted});
  }

  void legend() {
    scene_.paragraph(
        {.x = 1, .y = wall_rows_ + 1, .width = layout_.columns - 2, .role = Role::muted},
        text("pictures.quay.legend-ships"));
  }

  void describe() {
    std::string sentences =
        text("pictures.quay.legend-harbour") + " " + text("pictures.quay.legend-ships");
    for (std::size_t i = 0; i < shown_; ++i) {
      const QuayDoor& door = doors_[i];
      const std::string process =
          door.process.empty() ? text("pictures.quay.hidden") : base::escape_control(door.process);
      sentences += " " + base::tr(language_, "pictures.quay.door-sentence", to_text(door.port),
                                  base::escape_control(door.service), process,
                                  base::text(language_, who_key(door.exposure)),
                                  danger_word(language_, door.danger));
    }
    scene_.describe(std::move(sentences));
  }

  Language language_;
  const Quay& quay_;
  std::vector<QuayDoor> doors_;
  std::size_t shown_;
  Layout layout_;
  Scene scene_;
  std::vector<std::string> address_lines_{};
  std::vector<std::string> legend_lines_{};
  int badge_ = 0;         ///< columns of the danger at the right
  int name_columns_ = 0;  ///< of the names of processes, small doors
  bool with_users_ = false;
  int wall_rows_ = 0;
};

}  // namespace

Scene draw_quay(const Quay& quay, const PictureOptions& options) {
  return Drawer(quay, merged(quay.doors), options).draw();
}

}  // namespace minato::render
