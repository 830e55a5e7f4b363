// Above: the line to scale. Below: the line enlarged, with brackets, marks and labels.
#include "render/pictures/port_line.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.h"
#include "render/pictures/label_rows.h"
#include "render/pictures/port_scale.h"

namespace minato::render {
namespace {

using base::Align;
using model::PortRange;

constexpr int kMostLabelRows = 10;
constexpr int kMostNameColumns = 16;
/// Room to the right of the line for a label of five digits.
constexpr int kRightMargin = 8;
/// The thread in front of a label's text.
constexpr int kThread = 3;

constexpr std::array kRanges = {PortRange::system, PortRange::user, PortRange::dynamic};

Role range_role(PortRange range) {
  return range == PortRange::system ? Role::system_range
         : range == PortRange::user ? Role::user_range
                                    : Role::dynamic_range;
}

/// One mark a number; the worst danger of its transports.
std::vector<LineMark> merged(std::vector<LineMark> marks) {
  std::stable_sort(marks.begin(), marks.end(), [](const LineMark& one, const LineMark& other) {
    return one.number < other.number;
  });
  std::vector<LineMark> out;
  for (LineMark& mark : marks) {
    if (!out.empty() && out.back().number == mark.number) {
      out.back().danger = std::max(out.back().danger, mark.danger);
      if (out.back().name.empty()) out.back().name = mark.name;
    } else {
      out.push_back(std::move(mark));
    }
  }
  return out;
}

class Drawer {
 public:
  Drawer(const PortLine& line, const PictureOptions& options)
      : language_(options.language),
        line_(line),
        marks_(merged(line.listening)),
        columns_(picture_columns(options)),
        scale_(1, columns_ - 1 - kRightMargin),
        scene_({.title = text("pictures.line.title"), .columns = columns_}) {}

  Scene draw() {
    heading();
    to_scale();
    ranges();
    brackets();
    highlight();
    enlarged();
    labels();
    legend();
    describe();
    return std::move(scene_);
  }

 private:
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(base::text(language_, key));
  }
  [[nodiscard]] std::string text(std::string_view key, PortRange range) const {
    return text(std::string(key).append(to_text(range)));
  }
  [[nodiscard]] double start_of(PortRange range) const {
    return range == PortRange::system ? 1
           : range == PortRange::user ? scale_.user_start()
                                      : scale_.dynamic_start();
  }

  void heading() {
    y_ += scene_.paragraph(
        {.x = 1, .y = y_, .width = columns_ - 2, .role = Role::heading, .weight = Weight::bold},
        base::tr(language_, "pictures.line.heading", marks_.size()));
    ++y_;
  }

  /// All numbers as they are: the System Ports are a sliver.
  void to_scale() {
    const double width = scale_.end() - 1;
    const double user = 1 + width * 1024 / 65536;
    const double dynamic = 1 + width * 49152 / 65536;
    scene_.label({.x = 1, .y = y_++, .text = text("pictures.line.to-scale"), .role = Role::muted});
    scene_.band(
        {.x = 1,
         .y = y_,
         .parts = {{user, Role::system_range, ""},
                   {dynamic, Role::user_range, text("pictures.line.share-user")},
                   {scale_.end(), Role::dynamic_range, text("pictures.line.share-dynamic")}}});
    ++y_;
    scene_.path({.points = {{1, y_ + 0.4}, {1, double(y_)}},
                 .role = Role::system_range,
                 .line = Line::none,
                 .end = Head::arrow});
    scene_.label({.x = 3,
                  .y = y_,
                  .width = columns_ - 4,
                  .text = text("pictures.line.share-system"),
                  .role = Role::system_range});
    y_ += 2;
  }

  /// Names and numbers of the ranges above the enlarged line.
  void ranges() {
    scene_.label({.x = 1,
                  .y = y_++,
                  .width = columns_ - 2,
                  .text = text("pictures.line.enlarged"),
                  .role = Role::muted});
    for (std::size_t i = 0; i < kRanges.size(); ++i) {
      const int x = static_cast<int>(std::lround(start_of(kRanges[i])));
      const int next = i + 1 < kRanges.size()
                           ? static_cast<int>(std::lround(start_of(kRanges[i + 1])))
                           : columns_;
      scene_.label({.x = x,
                    .y = y_,
                    .width = next - x - 1,
                    .text = text("pictures.line.range-", kRanges[i]),
                    .role = range_role(kRanges[i]),
                    .weight = Weight::bold});
      scene_.label({.x = x,
                    .y = y_ + 1,
                    .width = next - x - 1,
                    .text = text("pictures.line.bounds-", kRanges[i]),
                    .role = range_role(kRanges[i])});
    }
    y_ += 2;
  }

  /// What the machine's settings say about parts of the line.
  void brackets() {
    int free_from = 1;
    if (line_.unprivileged_start && *line_.unprivileged_start > 0) {
      const auto last = static_cast<std::uint16_t>(*line_.unprivileged_start - 1);
      const std::string words = base::tr(language_, "pictures.line.privileged", last);
      const int end = static_cast<int>(scale_.at(last));
      bracket(1, std::max(end, 2), Role::system_range);
      scene_.label({.x = 1, .y = y_, .text = words, .role = Role::muted});
      free_from = 1 + width_of(words) + 2;
    }
    if (line_.ephemeral) {
      const double from = scale_.at(line_.ephemeral->first);
      const double to = std::max(scale_.at(line_.ephemeral->last), from + 1);
      const std::string words = base::tr(language_, "pictures.line.ephemeral",
                                         line_.ephemeral->first, line_.ephemeral->last);
      bracket(from, to, Role::dynamic_range);
      const int end =
          std::min(std::max(static_cast<int>(to) + 1, free_from + width_of(words)), columns_ - 1);
      scene_.label({.x = free_from,
                    .y = y_,
                    .width = end - free_from,
                    .text = words,
                    .role = Role::muted,
                    .align = Align::right});
    }
    if (line_.ephemeral || line_.unprivileged_start) y_ += 2;
  }

  void bracket(double from, double to, Role role) {
    const double y = y_ + 1;
    scene_.path(
        {.points = {{from, y}, {to, y}}, .role = role, .start = Head::bar, .end = Head::bar});
  }

  void highlight() {
    if (!line_.highlight) return;
    const auto [first, last] = line_.highlight->ports;
    std::string words =
        first == last ? fmt::format("{}", first) : fmt::format("{}–{}", first, last);
    const std::string name = base::truncate(base::escape_control(line_.highlight->name), 30);
    if (!name.empty()) words += " " + name;
    const double x = scale_.at(first);
    const int cell = static_cast<int>(std::lround(x));
    const int room_right = columns_ - 1 - (cell + 2);
    const int room_left = cell - 2;
    const bool right = width_of(words) <= room_right || room_right >= room_left;
    scene_.label({.x = right ? cell + 2 : 1,
                  .y = y_,
                  .width = right ? room_right : room_left,
                  .text = words,
                  .role = Role::accent,
                  .align = right ? Align::left : Align::right,
                  .weight = Weight::bold});
    scene_.path({.points = {{x, y_ - 0.4}, {x, double(y_)}},
                 .role = Role::accent,
                 .line = Line::none,
                 .end = Head::arrow});
    ++y_;
  }

  void enlarged() {
    Band band{.x = 1, .y = y_};
    for (std::size_t i = 0; i < kRanges.size(); ++i) {
      const double end = i + 1 < kRanges.size() ? start_of(kRanges[i + 1]) : scale_.end();
      band.parts.push_back({end, range_role(kRanges[i]), ""});
    }
    scene_.band(std::move(band));
    if (line_.highlight) {
      const double y = y_;
      const double from = scale_.at(line_.highlight->ports.first);
      const double to = scale_.at(line_.highlight->ports.last);
      for (const double x : {from, to}) {
        scene_.path(
            {.points = {{x, y - 0.4}, {x, y + 0.4}}, .role = Role::accent, .line = Line::heavy});
      }
      if (to > from) {
        scene_.path({.points = {{from, y}, {to, y}}, .role = Role::accent, .line = Line::heavy});
      }
    }
    band_y_ = y_++;
  }

  [[nodiscard]] bool is_asked(const LineMark& mark) const {
    return line_.highlight && mark.number >= line_.highlight->ports.first &&
           mark.number <= line_.highlight->ports.last;
  }

  [[nodiscard]] std::string words_of(const LineMark& mark, int room) const {
    std::string number = fmt::format("{}", mark.number);
    if (mark.name.empty()) return number;
    const std::string name = base::truncate(base::escape_control(mark.name), kMostNameColumns);
    std::string both = number + " " + name;
    return width_of(both) <= room ? both : number;
  }

  void labels() {
    std::vector<std::size_t> order(marks_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
      return std::pair(is_asked(marks_[one]), marks_[one].danger) >
             std::pair(is_asked(marks_[other]), marks_[other].danger);
    });
    std::vector<HangingLabel> wishes;
    std::vector<std::string> words;
    for (const std::size_t index : order) {
      const int x = static_cast<int>(std::lround(scale_.at(marks_[index].number)));
      words.push_back(words_of(marks_[index], columns_ - 1 - x - kThread));
      wishes.push_back(
          {.x = x, .columns = kThread + width_of(words.back()), .rank = marks_[index].number});
    }
    const auto kept = labels_that_fit(wishes, kMostLabelRows, line_.most_labels);
    std::vector<HangingLabel> sorted;
    sorted.reserve(kept.size());
    for (const std::size_t i : kept) sorted.push_back(wishes[i]);
    const std::vector<int> rows = label_rows(sorted);
    std::set<std::size_t> named;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const LineMark& mark = marks_[order[kept[i]]];
      hang(mark, sorted[i].x, band_y_ + 2 + rows[i], words[kept[i]]);
      named.insert(order[kept[i]]);
    }
    unnamed_ = marks_.size() - named.size();
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      if (!named.contains(i)) tick(marks_[i], band_y_ + 0.4, Role::muted);
    }
    y_ = std::max(scene_.rows(), y_) + 1;
  }

  void tick(const LineMark& mark, double to, Role role) {
    const double x = scale_.at(mark.number);
    scene_.path({.points = {{x, band_y_ - 0.4}, {x, to}}, .role = role});
  }

  void hang(const LineMark& mark, int cell, int y, const std::string& words) {
    const double x = scale_.at(mark.number);
    const Role role = is_asked(mark) ? Role::accent : danger_role(mark.danger);
    scene_.path(
        {.points = {{x, band_y_ - 0.4}, {x, double(y)}, {cell + 1.0, double(y)}}, .role = role});
    scene_.label({.x = cell + kThread,
                  .y = y,
                  .text = words,
                  .role = role,
                  .weight = is_asked(mark) ? Weight::bold : Weight::normal});
  }

  void legend() {
    const Label line{.x = 1, .y = y_, .width = columns_ - 2, .role = Role::muted};
    y_ += scene_.paragraph(
        line, text(marks_.empty() ? "pictures.line.legend-none" : "pictures.line.legend"));
    if (unnamed_ == 0) return;
    Label more = line;
    more.y = y_;
    scene_.paragraph(more, base::tr(language_, "pictures.line.unnamed", unnamed_));
  }

  void describe() {
    std::string sentences = base::tr(language_, "pictures.line.heading", marks_.size());
    for (const PortRange range : kRanges) {
      sentences += fmt::format(" {} {}.", text("pictures.line.range-", range),
                               text("pictures.line.bounds-", range));
    }
    if (!marks_.empty()) sentences += " " + text("pictures.line.legend");
    for (const LineMark& mark : marks_) sentences += " " + words_of(mark, kWidestPicture) + ".";
    scene_.describe(std::move(sentences));
  }

  base::Language language_;
  const PortLine& line_;
  std::vector<LineMark> marks_;
  int columns_;
  PortScale scale_;
  Scene scene_;
  int y_ = 0;
  int band_y_ = 0;
  std::size_t unnamed_ = 0;
};

}  // namespace

Scene draw_port_line(const PortLine& line, const PictureOptions& options) {
  return Drawer(line, options).draw();
}

}  // namespace minato::render
