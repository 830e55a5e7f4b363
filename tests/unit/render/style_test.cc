// Roles: legible on light and dark pages, silent without colours.
#include "render/style.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/strings.h"
#include "base/text_width.h"
#include "render/charset.h"

namespace minato::render {
namespace {

/// Relative luminance of `#rrggbb` (WCAG 2.2).
double luminance(std::string_view colour) {
  const double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double c = base::parse_number<int>(colour.substr(1 + i * 2, 2), 16).value() / 255.0;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(std::string_view one, std::string_view other) {
  const double a = luminance(one);
  const double b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST(Style, every_ink_is_legible_on_the_page_and_on_every_tint_it_may_stand_on) {
  for (const Theme theme : {Theme::light, Theme::dark}) {
    for (std::size_t i = 0; i < kRoleCount; ++i) {
      const Role role = static_cast<Role>(i);
      const Colours own = colours(role, theme);
      EXPECT_GE(contrast(own.ink, page_colour(theme)), 4.5) << css_class(role);
      EXPECT_GE(contrast(own.ink, own.tint), 4.5) << css_class(role);
      for (const Role text : {Role::plain, Role::heading, Role::muted}) {
        EXPECT_GE(contrast(colours(text, theme).ink, own.tint), 4.5)
            << css_class(text) << " on " << css_class(role);
      }
    }
    for (const Role danger : {Role::danger_high, Role::danger_medium, Role::danger_low,
                              Role::danger_none, Role::warn, Role::accent}) {
      for (const Role ground : {Role::water, Role::wall}) {
        EXPECT_GE(contrast(colours(danger, theme).ink, colours(ground, theme).tint), 4.5)
            << css_class(danger) << " on " << css_class(ground);
      }
    }
  }
}

TEST(Style, writes_no_escape_sequence_without_colours) {
  for (std::size_t i = 0; i < kRoleCount; ++i) {
    EXPECT_EQ(styled("port", static_cast<Role>(i), Palette::none), "port");
  }
  EXPECT_EQ(styled("22", Role::danger_high, Palette::ansi), "\x1b[1;31m22\x1b[0m");
  EXPECT_EQ(styled("", Role::danger_high, Palette::ansi), "");
  EXPECT_EQ(styled("22", Role::plain, Palette::ansi), "22");
}

TEST(Style, danger_and_exposure_have_roles) {
  EXPECT_EQ(danger_role(model::Severity::high), Role::danger_high);
  EXPECT_EQ(danger_role(model::Severity::none), Role::danger_none);
  EXPECT_EQ(exposure_role(model::Exposure::public_), Role::warn);
  EXPECT_EQ(exposure_role(model::Exposure::loopback), Role::muted);
}

TEST(Charset, signs_keep_their_promised_width) {
  for (const Charset charset : {Charset::unicode, Charset::ascii}) {
    const Glyphs& signs = glyphs(charset);
    for (const auto& set : {signs.light, signs.heavy}) {
      for (const auto sign : set) EXPECT_EQ(base::display_width(sign), 1U) << sign;
    }
    for (const auto sign :
         {signs.arrow_up, signs.arrow_right, signs.arrow_down, signs.arrow_left, signs.wave,
          signs.swell, signs.full, signs.shade, signs.door_left, signs.door_right, signs.bullet,
          signs.check, signs.cross, signs.mark, signs.dot, signs.dashed_horizontal}) {
      EXPECT_EQ(base::display_width(sign), 1U) << sign;
    }
    for (const auto sign : {signs.ship, signs.lock, signs.unknown, signs.letter}) {
      EXPECT_EQ(base::display_width(sign), 3U) << sign;
    }
  }
}

TEST(Charset, cuts_on_either_side_within_the_columns) {
  for (const Charset charset : {Charset::unicode, Charset::ascii}) {
    for (std::size_t columns = 0; columns < 14; ++columns) {
      for (const char* text : {"minato.service", "港の扉の番号"}) {
        EXPECT_LE(base::display_width(cut(text, columns, charset)), columns);
        EXPECT_LE(base::display_width(cut_left(text, columns, charset)), columns);
      }
    }
  }
  EXPECT_EQ(cut("minato.service", 8, Charset::ascii), "minat...");
  EXPECT_EQ(cut_left("minato.service", 8, Charset::unicode), "…service");
  EXPECT_EQ(cut("港の扉", 5, Charset::ascii), "港...");
}

}  // namespace
}  // namespace minato::render
