// Rows of bits and sequence diagrams: what they draw, and that nothing overlaps.
#include <gtest/gtest.h>

#include "golden/samples.h"
#include "render/bit_rows.h"
#include "render/lanes.h"
#include "render/overlap.h"
#include "render/terminal.h"

namespace minato::render {
namespace {

Scene scene_of(int columns) {
  return Scene({.title = "test", .description = "test", .columns = columns});
}

TEST(BitRows, put_the_ports_into_the_first_32_bits) {
  Scene scene = scene_of(65);
  const BitField fields[] = {{16, "Source Port", "", "51514"}, {16, "Destination Port", "", "443"}};
  EXPECT_EQ(draw_bit_rows(scene, {}, fields), 5);
  EXPECT_EQ(to_terminal(scene, {}),
            " 0               8               16              24           31\n"
            "┌───────────────────────────────┬───────────────────────────────┐\n"
            "│          Source Port          │       Destination Port        │\n"
            "│             51514             │              443              │\n"
            "└───────────────────────────────┴───────────────────────────────┘\n");
}

TEST(BitRows, never_overlap_at_any_width) {
  for (int columns = 33; columns < 140; ++columns) {
    Scene scene = scene_of(columns);
    draw_bit_rows(scene, {.columns = columns}, golden::sample_header());
    EXPECT_EQ(overlaps(scene), std::vector<std::string>()) << columns;
  }
}

TEST(BitRows, a_field_goes_on_in_the_next_row) {
  Scene scene = scene_of(65);
  const BitField fields[] = {{8, "Type"}, {48, "Address", "", "00:00:5e:00:53:01"}, {8, "End"}};
  EXPECT_EQ(draw_bit_rows(scene, {}, fields), 8);
  const std::string text = to_terminal(scene, {});
  EXPECT_NE(text.find("Address…"), std::string::npos);
  EXPECT_EQ(text.find("00:00:5e"), text.rfind("00:00:5e")) << "the value stands once";
}

TEST(BitRows, whole_rows_become_one_box) {
  Scene scene = scene_of(65);
  const BitField fields[] = {{128, "Source Address", "", "2001:db8::1"}};
  EXPECT_EQ(draw_bit_rows(scene, {}, fields), 8);
  const std::string text = to_terminal(scene, {});
  EXPECT_EQ(text.find("├"), std::string::npos) << text;
}

TEST(BitRows, escape_hostile_values) {
  Scene scene = scene_of(65);
  const BitField fields[] = {{32, "a\x1b[31m", "", "b\x1b[31m"}};
  draw_bit_rows(scene, {}, fields);
  EXPECT_EQ(to_terminal(scene, {}).find('\x1b'), std::string::npos);
}

std::vector<LaneMessage> messages_between(std::size_t lanes) {
  std::vector<LaneMessage> messages;
  for (std::size_t from = 0; from < lanes; ++from) {
    for (std::size_t to = 0; to < lanes; ++to) {
      if (from == to) continue;
      messages.push_back({from, to, "+12.345 ms", "a message with a rather long text 港"});
      messages.back().lost = (from + to) % 2 == 0;
    }
  }
  return messages;
}

TEST(Lanes, never_overlap_with_two_to_four_sides) {
  for (std::size_t count = 2; count <= 4; ++count) {
    std::vector<Lane> lanes(count, Lane{.title = "2001:db8::10", .port = "51514/tcp"});
    lanes.back().port = "";
    for (int columns = 60; columns < 140; columns += 3) {
      Scene scene = scene_of(columns);
      const int rows = draw_lanes(scene, {.columns = columns}, lanes, messages_between(count));
      EXPECT_EQ(scene.rows(), rows);
      EXPECT_EQ(overlaps(scene), std::vector<std::string>()) << columns << '\n'
                                                             << to_terminal(scene, {});
    }
  }
}

TEST(Lanes, arrows_point_to_who_receives) {
  Scene scene = scene_of(40);
  const Lane lanes[] = {{"a"}, {"b"}};
  const LaneMessage messages[] = {{0, 1, "", "hello"}, {1, 0, "", "hi"}};
  draw_lanes(scene, {.columns = 40, .time_columns = 0}, lanes, messages);
  const std::string text = to_terminal(scene, {});
  EXPECT_LT(text.find("▶"), text.find("◀"));
  EXPECT_LT(text.find("hello"), text.find("▶"));
}

}  // namespace
}  // namespace minato::render
