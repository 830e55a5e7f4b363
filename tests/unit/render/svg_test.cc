// Scenes as SVG documents. That they are well-formed is tests/golden/svg_test.py's to say.
#include "render/svg.h"

#include <gtest/gtest.h>

#include "render/svg_text.h"

namespace minato::render {
namespace {

Scene labelled(std::string text) {
  Scene scene({.title = "a & b", .description = "<desc>", .columns = 40});
  scene.label({.x = 1, .y = 0, .text = std::move(text), .role = Role::danger_high});
  return scene;
}

TEST(Svg, escapes_what_strangers_wrote) {
  const std::string svg = to_svg(labelled("</text><script>\"&'\x1b\x08\xff"));
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(svg.find('\x1b'), std::string::npos);
  EXPECT_NE(svg.find("&lt;/text&gt;&lt;script&gt;&quot;&amp;'\\x1b\\x08\\xff"), std::string::npos);
  EXPECT_NE(svg.find("<title id=\"minato-title\">a &amp; b</title>"), std::string::npos);
  EXPECT_NE(svg.find("<desc id=\"minato-desc\">&lt;desc&gt;</desc>"), std::string::npos);
}

TEST(Svg, carries_the_colours_of_both_themes_and_of_paper) {
  const std::string svg = to_svg(labelled("x"));
  EXPECT_NE(svg.find("@media screen and (prefers-color-scheme:dark)"), std::string::npos);
  EXPECT_NE(svg.find(colours(Role::danger_high, Theme::light).ink), std::string::npos);
  EXPECT_NE(svg.find(colours(Role::danger_high, Theme::dark).ink), std::string::npos);
}

TEST(Svg, one_theme_alone_needs_no_question) {
  const std::string svg = to_svg(labelled("x"), {.theme = SvgTheme::dark});
  EXPECT_EQ(svg.find("@media"), std::string::npos);
  EXPECT_NE(svg.find(colours(Role::danger_high, Theme::dark).ink), std::string::npos);
  EXPECT_EQ(svg.find(colours(Role::danger_high, Theme::light).ink), std::string::npos);
}

TEST(Svg, binds_its_style_to_its_id_for_a_page_with_others) {
  const std::string svg = to_svg(labelled("x"), {.id = "quay-2", .declaration = false});
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_NE(svg.find("id=\"quay-2\""), std::string::npos);
  const std::size_t style = svg.find("<style>") + 7;
  EXPECT_EQ(svg.find("#quay-2"), style);
  EXPECT_EQ(svg.find("\n#minato"), std::string::npos);
}

TEST(Svg, shrinks_but_does_not_grow) {
  const std::string svg = to_svg(labelled("x"));
  EXPECT_NE(svg.find("viewBox=\"0 0 364 44\""), std::string::npos);
  EXPECT_NE(svg.find("max-width:100%;height:auto"), std::string::npos);
}

TEST(Svg, draws_every_kind_of_node) {
  Scene scene({.title = "all", .columns = 40});
  scene.fill({.area = {0, 0, 40, 12}, .pattern = Pattern::waves});
  scene.fill({.area = {20, 0, 20, 3}, .role = Role::wall, .pattern = Pattern::bricks});
  scene.box({.area = {1, 1, 10, 3}, .line = Line::dashed, .ground = Ground::tint, .title = "t"});
  scene.door({.area = {1, 5, 8, 2}, .state = Door::State::shut});
  scene.door({.area = {12, 5, 8, 1}});
  scene.path({.points = {{1, 8}, {9, 8}}, .start = Head::dot, .end = Head::arrow});
  scene.path({.points = {{1, 9}, {9, 9}}, .start = Head::bar, .end = Head::bar});
  scene.band({.x = 1, .y = 10, .parts = {{10.5, Role::ok, "part"}, {20, Role::warn, "x"}}});
  for (const Icon::Kind kind :
       {Icon::Kind::ship, Icon::Kind::lock, Icon::Kind::unknown, Icon::Kind::letter}) {
    scene.icon({.x = 22 + 4 * static_cast<int>(kind), .y = 8, .kind = kind});
  }
  scene.label({.x = 22, .y = 10, .text = "large", .size = Size::large});
  const std::string svg = to_svg(scene);
  for (const char* part :
       {"<rect", "<circle", "<polyline", "<path", "rotate(0)", "class=\"i-plain l\"", "dashed",
        "s-wall thin", ">part<", "fill-opacity"}) {
    EXPECT_NE(svg.find(part), std::string::npos) << part;
  }
}

TEST(SvgText, numbers_have_at_most_one_decimal) {
  EXPECT_EQ(number(1), "1");
  EXPECT_EQ(number(0.25), "0.3");
  EXPECT_EQ(number(-0.04), "0");
  EXPECT_EQ(number(12.34), "12.3");
}

TEST(SvgText, japanese_is_narrower_than_its_cells) {
  EXPECT_LT(natural_width("港"), 2 * kCellWidth);
  EXPECT_EQ(natural_width("port"), 4 * kCellWidth);
}

}  // namespace
}  // namespace minato::render
