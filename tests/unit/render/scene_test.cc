// Scenes on the canvas of a terminal: wide characters, joining lines, hostile text.
#include "render/scene.h"

#include <gtest/gtest.h>

#include "render/canvas.h"
#include "render/overlap.h"
#include "render/terminal.h"

namespace minato::render {
namespace {

Scene scene_of(int columns) { return Scene({.title = "test", .columns = columns}); }

TEST(Canvas, wide_characters_take_two_cells_and_never_overlap) {
  Canvas canvas(8, 1, {});
  canvas.text(0, 0, "港港港", Role::plain, Weight::normal);
  canvas.text(3, 0, "x", Role::plain, Weight::normal);
  EXPECT_EQ(canvas.to_text(), "港 x港\n") << "half of a character is none";
}

TEST(Canvas, leaves_out_a_wide_character_that_would_stick_out) {
  Canvas canvas(3, 1, {});
  canvas.text(0, 0, "港港", Role::plain, Weight::normal);
  EXPECT_EQ(canvas.to_text(), "港\n");
}

TEST(Canvas, keeps_combining_marks_with_their_character) {
  Canvas canvas(4, 1, {});
  canvas.text(0, 0, "e\u0301x", Role::plain, Weight::normal);
  EXPECT_EQ(canvas.to_text(), "e\u0301x\n");
}

TEST(Canvas, lines_join_where_they_meet) {
  Canvas canvas(5, 3, {});
  canvas.line(0, 1, 4, 1, Line::light, Role::plain);
  canvas.line(2, 0, 2, 2, Line::light, Role::plain);
  canvas.line(0, 0, 0, 2, Line::light, Role::plain);
  EXPECT_EQ(canvas.to_text(),
            "│ │\n"
            "├─┼──\n"
            "│ │\n");
}

TEST(Canvas, ignores_what_lies_outside) {
  Canvas canvas(2, 1, {});
  canvas.text(-1, 0, "abcd", Role::plain, Weight::normal);
  canvas.text(0, 7, "abcd", Role::plain, Weight::normal);
  canvas.line(-5, 0, -3, 0, Line::light, Role::plain);
  canvas.sign(9, 9, "x", Role::plain);
  EXPECT_EQ(canvas.to_text(), "bc\n");
}

TEST(Terminal, draws_a_box_with_its_title_and_text) {
  Scene scene = scene_of(14);
  scene.box({.area = {0, 0, 14, 3}, .title = "港"});
  scene.label({.x = 2, .y = 1, .text = "443/tcp"});
  EXPECT_EQ(to_terminal(scene, {}),
            "╭ 港 ────────╮\n"
            "│ 443/tcp    │\n"
            "╰────────────╯\n");
  EXPECT_EQ(to_terminal(scene, {.charset = Charset::ascii}),
            "+ 港 --------+\n"
            "| 443/tcp    |\n"
            "+------------+\n");
}

TEST(Terminal, draws_arrows_to_their_end) {
  Scene scene = scene_of(6);
  scene.path({.points = {{0, 0}, {4, 0}, {4, 2}}, .end = Head::arrow});
  EXPECT_EQ(to_terminal(scene, {}),
            "────╮\n"
            "    │\n"
            "    ▼\n");
}

TEST(Terminal, aligns_and_cuts_labels_in_their_width) {
  Scene scene = scene_of(12);
  scene.label({.x = 1, .y = 0, .width = 8, .text = "right", .align = base::Align::right});
  scene.label({.x = 1, .y = 1, .width = 8, .text = "mid", .align = base::Align::center});
  scene.label({.x = 1, .y = 2, .width = 8, .text = "much too long"});
  EXPECT_EQ(to_terminal(scene, {}),
            "    right\n"
            "   mid\n"
            " much to…\n");
}

TEST(Terminal, text_stands_free_on_water) {
  Scene scene = scene_of(13);
  scene.fill({.area = {0, 0, 13, 1}, .pattern = Pattern::waves});
  EXPECT_EQ(to_terminal(scene, {}), "~     ~     ~\n");
  scene.label({.x = 7, .y = 0, .text = "port"});
  EXPECT_EQ(to_terminal(scene, {}), "~      port ~\n");
}

TEST(Terminal, colours_runs_and_ends_each_line_plain) {
  Scene scene = scene_of(10);
  scene.label({.x = 0, .y = 0, .text = "22", .role = Role::danger_high});
  scene.label({.x = 3, .y = 0, .text = "ssh", .weight = Weight::bold});
  EXPECT_EQ(to_terminal(scene, {.palette = Palette::ansi}),
            "\x1b[1;31m22\x1b[0m \x1b[1mssh\x1b[0m\n");
}

TEST(Scene, makes_hostile_text_harmless) {
  Scene scene = scene_of(40);
  scene.label({.x = 0, .y = 0, .text = "a\x1b[2J\n\xff"});
  scene.box({.area = {0, 1, 40, 3}, .title = "t\x07"});
  scene.band({.x = 0, .y = 5, .parts = {{40, Role::plain, "b\x1b]0;x"}}});
  const std::string text = to_terminal(scene, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_NE(text.find("a\\x1b[2J\\x0a\\xff"), std::string::npos);
}

TEST(Scene, wraps_a_paragraph_and_tells_its_rows) {
  Scene scene = scene_of(12);
  EXPECT_EQ(scene.paragraph({.x = 1, .y = 2, .width = 10}, "address, port and process"), 3);
  EXPECT_EQ(scene.rows(), 5);
}

TEST(Overlaps, finds_text_on_text_on_lines_and_outside) {
  Scene scene = scene_of(20);
  scene.label({.x = 0, .y = 0, .text = "abc"});
  scene.label({.x = 2, .y = 0, .text = "def"});
  EXPECT_EQ(overlaps(scene).size(), 1U);
  scene.label({.x = 18, .y = 1, .text = "ghi"});
  EXPECT_EQ(overlaps(scene).size(), 2U);
  scene.path({.points = {{0, 1}, {19, 1}}});
  EXPECT_EQ(overlaps(scene).size(), 3U);
}

TEST(Overlaps, counts_large_text_as_wide_as_svg_draws_it) {
  Scene scene = scene_of(20);
  scene.label({.x = 0, .y = 0, .text = "12345", .size = Size::large});
  scene.label({.x = 6, .y = 0, .text = "x"});
  EXPECT_EQ(overlaps(scene).size(), 1U);
}

TEST(Overlaps, lets_neighbours_and_titles_be) {
  Scene scene = scene_of(20);
  scene.box({.area = {0, 0, 20, 3}, .title = "title"});
  scene.label({.x = 1, .y = 1, .text = "left"});
  scene.label({.x = 5, .y = 1, .text = "right"});
  EXPECT_TRUE(overlaps(scene).empty());
}

}  // namespace
}  // namespace minato::render
