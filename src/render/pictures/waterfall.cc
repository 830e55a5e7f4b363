// Names at the left, bars in the middle, times at the right; below the axis the explanation.
#include "render/pictures/waterfall.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/text_width.h"

namespace minato::render {
namespace {

constexpr int kTimeColumns = 10;
constexpr int kRowsPerStage = 3;

class Drawer {
 public:
  Drawer(const Waterfall& waterfall, const PictureOptions& options)
      : language_(options.language),
        waterfall_(waterfall),
        columns_(picture_columns(options)),
        left_(name_columns(waterfall) + (columns_ < 60 ? 2 : 4)),
        right_(columns_ - kTimeColumns - 2),
        target_(base::escape_control(waterfall.target)),
        scene_(
            {.title = base::tr(language_, "check.picture.title", target_), .columns = columns_}) {}

  Scene draw() {
    int y = scene_.paragraph(
                {.x = 1, .width = columns_ - 2, .role = Role::heading, .weight = Weight::bold},
                base::tr(language_, "check.picture.heading", target_)) +
            1;
    for (const WaterfallStage& stage : waterfall_.stages) {
      draw_stage(stage, y);
      y += kRowsPerStage;
    }
    axis(y);
    y += 3;
    if (!waterfall_.why.empty()) y = explain(y);
    scene_.reserve_rows(y);
    scene_.describe(description_ + " " + waterfall_.why);
    return std::move(scene_);
  }

 private:
  static int name_columns(const Waterfall& waterfall) {
    int widest = 0;
    for (const WaterfallStage& stage : waterfall.stages) {
      widest = std::max(widest, width_of(stage.name));
    }
    return std::min(widest, 16);
  }

  static Role role_of(WaterfallState state) {
    if (state == WaterfallState::failed) return Role::danger_high;
    return state == WaterfallState::ok ? Role::ok : Role::muted;
  }

  void draw_stage(const WaterfallStage& stage, int y) {
    const Role role = role_of(stage.state);
    scene_.label({.x = 1,
                  .y = y,
                  .width = left_ - 1,
                  .text = stage.name,
                  .role = stage.state == WaterfallState::skipped ? Role::muted : Role::plain,
                  .weight = Weight::bold});
    if (stage.state != WaterfallState::skipped) bar(stage, y);
    scene_.label({.x = right_ + 2,
                  .y = y,
                  .width = kTimeColumns - 1,
                  .text = stage.time.empty() ? "-" : stage.time,
                  .role = role,
                  .align = base::Align::right});
    scene_.label({.x = left_,
                  .y = y + 1,
                  .width = columns_ - left_ - 1,
                  .text = base::escape_control(stage.words),
                  .role = stage.state == WaterfallState::failed ? Role::danger_high : Role::muted});
    description_ +=
        (description_.empty() ? "" : " ") + base::tr(language_, "check.picture.describe",
                                                     stage.name, base::escape_control(stage.words),
                                                     stage.time.empty() ? "-" : stage.time);
  }

  void bar(const WaterfallStage& stage, int y) {
    const double room = right_ - left_;
    const double begin = left_ + std::clamp(stage.begin, 0.0, 1.0) * room;
    // The shortest stage can be seen too.
    const double end = std::max(left_ + std::clamp(stage.end, 0.0, 1.0) * room, begin + 1);
    const double shift = std::min(0.0, right_ - end);
    scene_.band({.x = begin + shift,
                 .y = y,
                 .parts = {{.end = end + shift, .role = role_of(stage.state)}}});
    const std::string stop(base::text(language_, "check.picture.failed"));
    const int after = static_cast<int>(std::ceil(end + shift)) + 1;
    if (stage.state == WaterfallState::failed && after + width_of(stop) < right_) {
      scene_.label({.x = after, .y = y, .text = stop, .role = Role::danger_high});
    }
  }

  void axis(int y) {
    scene_.path({.points = {{static_cast<double>(left_), static_cast<double>(y)},
                            {static_cast<double>(right_), static_cast<double>(y)}},
                 .role = Role::muted,
                 .start = Head::bar,
                 .end = Head::arrow});
    scene_.label({.x = left_, .y = y + 1, .text = "0", .role = Role::muted});
    scene_.label({.x = left_ + 2,
                  .y = y + 1,
                  .width = right_ - left_ - 1,
                  .text = base::tr(language_, "check.picture.total", waterfall_.total),
                  .role = Role::muted,
                  .align = base::Align::right});
  }

  int explain(int y) {
    const int room = columns_ - 6;
    int rows = 1;
    rows += scene_.paragraph({.x = 3, .y = y + 1, .width = room}, waterfall_.why);
    rows += scene_.paragraph({.x = 3, .y = y + rows, .width = room, .role = Role::accent},
                             waterfall_.advice);
    scene_.box({.area = {1, y, columns_ - 2, rows + 1},
                .role = Role::danger_high,
                .title = std::string(base::text(language_, "check.field.why"))});
    return y + rows + 1;
  }

  base::Language language_;
  const Waterfall& waterfall_;
  int columns_;
  int left_;
  int right_;
  std::string target_;
  std::string description_{};
  Scene scene_;
};

}  // namespace

Scene draw_waterfall(const Waterfall& waterfall, const PictureOptions& options) {
  return Drawer(waterfall, options).draw();
}

}  // namespace minato::render
