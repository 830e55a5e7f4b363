// Fields become boxes that share their borders; text goes where it fits.
#include "render/bit_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace minato::render {
namespace {

constexpr unsigned kRowBits = 32;
/// A border, a name and a value; the next row begins on the border below.
constexpr int kPitch = 3;

class Drawer {
 public:
  Drawer(Scene& scene, const BitRowsAt& at) : scene_(scene), at_(at), y_(at.y) {
    constexpr int kBits = static_cast<int>(kRowBits);
    MINATO_CHECK(at.columns > kBits);
    // Every bit gets the same columns where there are two or more for each.
    if (at_.columns > 2 * kBits) at_.columns = (at_.columns - 1) / kBits * kBits + 1;
  }

  int draw(std::span<const BitField> fields) {
    ruler();
    for (const BitField& field : fields) add(field);
    if (bit_ > 0) y_ += kPitch;
    return y_ + 1 - at_.y;
  }

 private:
  /// The cell on whose middle a bit begins.
  [[nodiscard]] int cell(unsigned bit) const {
    return at_.x +
           static_cast<int>(std::lround(double(bit) * (at_.columns - 1) / double(kRowBits)));
  }

  void ruler() {
    for (const unsigned bit : {0U, 8U, 16U, 24U, 31U}) {
      scene_.label({.x = cell(bit) + (bit == 31 ? 0 : 1),
                    .y = y_,
                    .text = fmt::format("{}", bit),
                    .role = Role::muted});
    }
    ++y_;
  }

  void add(const BitField& field) {
    unsigned left = field.bits;
    bool first = true;
    while (left > 0) {
      const bool whole_rows = bit_ == 0 && left >= kRowBits;
      const unsigned rows = whole_rows ? std::min<unsigned>(left / kRowBits, kMostFieldRows) : 1;
      const unsigned taken =
          whole_rows ? left / kRowBits * kRowBits : std::min(left, kRowBits - bit_);
      piece(field, whole_rows ? kRowBits : taken, static_cast<int>(rows), first);
      left -= taken;
      first = false;
    }
  }

  void piece(const BitField& field, unsigned bits, int rows, bool first) {
    const int x = cell(bit_);
    const int width = cell(bit_ + bits) - x + 1;
    // Higher boxes hold no more text: two rows of cells a row of bits would be empty space.
    const int height = kPitch + (rows - 1) + 1;
    scene_.box({.area = {x, y_, width, height},
                .role = field.role,
                .corner = Corner::square,
                .ground = field.ground});
    texts(field, {x + 1, y_ + 1 + (rows - 1) / 2, width - 2, 2}, first);
    bit_ += bits;
    if (bit_ < kRowBits) return;
    bit_ = 0;
    y_ += height - 1;
  }

  void texts(const BitField& field, const Area& room, bool first) {
    const std::string more = first ? "" : "…";
    const std::string name = width_of(field.name + more) <= room.width  ? field.name + more
                             : width_of(field.short_name) <= room.width ? field.short_name
                                                                        : "";
    const Label label{.x = room.x,
                      .y = room.y,
                      .width = room.width,
                      .role = field.role,
                      .align = base::Align::center};
    put(label, name, Weight::normal);
    if (!first || width_of(base::escape_control(field.value)) > room.width) return;
    Label below = label;
    ++below.y;
    put(below, field.value, Weight::bold);
  }

  void put(Label label, const std::string& text, Weight weight) {
    label.text = text;
    label.weight = weight;
    scene_.label(std::move(label));
  }

  Scene& scene_;
  BitRowsAt at_;
  int y_;
  unsigned bit_ = 0;
};

}  // namespace

int draw_bit_rows(Scene& scene, const BitRowsAt& at, std::span<const BitField> fields) {
  return Drawer(scene, at).draw(fields);
}

}  // namespace minato::render
