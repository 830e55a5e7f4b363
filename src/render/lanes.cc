// Heads with doors, life lines as long as the conversation, messages two rows each.
#include "render/lanes.h"

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace minato::render {
namespace {

constexpr int kMessageRows = 2;
constexpr int kNarrowestHead = 16;
constexpr int kWidestHead = 30;

class Drawer {
 public:
  Drawer(Scene& scene, const LanesAt& at, std::span<const Lane> lanes)
      : scene_(scene), at_(at), lanes_(lanes) {
    MINATO_CHECK(lanes.size() >= 2);
    const int room = at.columns - at.time_columns;
    // As wide as the longest text asks for: the rest is room between the lanes.
    int wanted = kNarrowestHead;
    for (const Lane& lane : lanes) {
      wanted = std::max(wanted, width_of(base::escape_control(lane.title)) + 4);
      wanted = std::max(wanted, width_of(base::escape_control(lane.port)) + 6);
    }
    head_ = std::min({room / static_cast<int>(lanes.size()) - 2, wanted, kWidestHead});
  }

  int draw(std::span<const LaneMessage> messages) {
    const bool doors = std::any_of(lanes_.begin(), lanes_.end(),
                                   [](const Lane& lane) { return !lane.port.empty(); });
    const int first = at_.y + (doors ? 4 : 3);
    const int end = first + static_cast<int>(messages.size()) * kMessageRows + 1;
    life_lines(first, end, messages);
    heads();
    int y = first + 1;
    for (const LaneMessage& message : messages) {
      arrow(message, y);
      y += kMessageRows;
    }
    return end + 1 - at_.y;
  }

 private:
  /// The cell of a life line.
  [[nodiscard]] int middle(std::size_t lane) const {
    const int first = at_.x + at_.time_columns + head_ / 2;
    const int last = at_.x + at_.columns - (head_ + 1) / 2;
    const auto gaps = static_cast<int>(lanes_.size()) - 1;
    return first + (last - first) * static_cast<int>(lane) / gaps;
  }

  void heads() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const Lane& lane = lanes_[i];
      const int x = middle(i) - head_ / 2;
      scene_.box({.area = {x, at_.y, head_, 3}, .role = lane.role, .ground = Ground::tint});
      scene_.label({.x = x + 1,
                    .y = at_.y + 1,
                    .width = head_ - 2,
                    .text = lane.title,
                    .role = lane.role,
                    .align = base::Align::center,
                    .weight = Weight::bold});
      if (lane.port.empty()) continue;
      const int door = std::min(width_of(base::escape_control(lane.port)) + 4, head_);
      const int left = middle(i) - door / 2;
      scene_.door({.area = {left, at_.y + 3, door, 1}, .role = lane.role});
      scene_.label({.x = left + 2,
                    .y = at_.y + 3,
                    .width = door - 4,
                    .text = lane.port,
                    .role = lane.role,
                    .weight = Weight::bold});
    }
  }

  /// Life lines stop where a text of another pair of lanes goes across.
  void life_lines(int first, int end, std::span<const LaneMessage> messages) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      double from = first;
      for (std::size_t m = 0; m <= messages.size(); ++m) {
        const bool last = m == messages.size();
        const bool crossed = !last && std::min(messages[m].from, messages[m].to) < i &&
                             i < std::max(messages[m].from, messages[m].to);
        if (!last && !crossed) continue;
        const int text_row = first + 1 + static_cast<int>(m) * kMessageRows;
        line(i, from, last ? end : text_row - 1);
        from = text_row + 1;
      }
    }
  }

  void line(std::size_t lane, double from, double to) {
    if (to < from) return;
    const double x = middle(lane);
    scene_.path({.points = {{x, from}, {x, to}}, .role = lanes_[lane].role, .line = Line::dashed});
  }

  void arrow(const LaneMessage& message, int y) {
    MINATO_CHECK(message.from < lanes_.size() && message.to < lanes_.size() &&
                 message.from != message.to);
    const int from = middle(message.from);
    const int to = middle(message.to);
    const int way = to > from ? 1 : -1;
    const int room = std::abs(to - from) - 3;
    scene_.label({.x = std::min(from, to) + 2,
                  .y = y,
                  .width = room,
                  .text = message.text,
                  .role = message.role,
                  .align = base::Align::center});
    const double end = message.lost ? from + way * (std::abs(to - from) / 2.0) : to - way;
    scene_.path({.points = {{from + double(way), y + 1.0}, {end, y + 1.0}},
                 .role = message.role,
                 .line = message.line,
                 .end = message.lost ? Head::bar : Head::arrow});
    if (at_.time_columns < 2) return;
    scene_.label({.x = at_.x,
                  .y = y,
                  .width = at_.time_columns - 1,
                  .text = message.mark,
                  .role = Role::muted,
                  .align = base::Align::right});
    scene_.label({.x = at_.x,
                  .y = y + 1,
                  .width = at_.time_columns - 1,
                  .text = message.time,
                  .role = Role::muted,
                  .align = base::Align::right});
  }

  Scene& scene_;
  LanesAt at_;
  std::span<const Lane> lanes_;
  int head_ = 0;  ///< columns of each head
};

}  // namespace

int draw_lanes(Scene& scene, const LanesAt& at, std::span<const Lane> lanes,
               std::span<const LaneMessage> messages) {
  return Drawer(scene, at, lanes).draw(messages);
}

}  // namespace minato::render
