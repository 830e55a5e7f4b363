// The small parts of `ls --watch`: looks of roles, styled lines, spans of time.
#include <gtest/gtest.h>

#include "cli/local_time.h"
#include "cli/watch/frame.h"
#include "cli/watch/sgr.h"

namespace minato::cli::watch {
namespace {

TEST(Sgr, reads_what_render_writes) {
  const std::vector<std::pair<std::string_view, CellLook>> table = {
      {"", {}},
      {"\x1b[1m", {.bold = true}},
      {"\x1b[2m", {.dim = true}},
      {"\x1b[1;36m", {.bold = true, .colour = 6}},
      {"\x1b[4;38;5;203m", {.underlined = true, .colour = 203}},
      {"\x1b[91m", {.colour = 9}},
      {"\x1b[38;5m", {}},
      {"\x1b[38;5;999m", {}},
      {"no escape", {}},
  };
  for (const auto& [sequence, look] : table) EXPECT_EQ(parse_sgr(sequence), look) << sequence;
}

TEST(Sgr, knows_every_role) {
  for (std::size_t i = 1; i < render::kRoleCount; ++i) {
    const auto role = static_cast<render::Role>(i);
    EXPECT_NE(parse_sgr(render::ansi_start(role, render::Palette::ansi)), CellLook{});
  }
}

TEST(Lines, are_cut_and_filled_by_columns) {
  const Line line{.spans = {{.text = "港"}, {.text = "湾abc"}}};
  EXPECT_EQ(width_of(line), 7U);
  EXPECT_EQ(plain_text(cut_line(line, 5)), "港湾…");
  EXPECT_EQ(plain_text(cut_line(line, 7)), "港湾abc");
  EXPECT_EQ(plain_text(fill_line(line, 9)), "港湾abc  ");
  for (std::size_t columns = 0; columns < 10; ++columns) {
    EXPECT_EQ(width_of(fill_line(line, columns)), columns);
  }
}

TEST(Spans, of_time_read_in_the_two_greatest_units) {
  using namespace std::chrono_literals;
  constexpr auto kEnglish = base::Language::en;
  EXPECT_EQ(span_text(-5s, kEnglish), "0 s");
  EXPECT_EQ(span_text(59s, kEnglish), "59 s");
  EXPECT_EQ(span_text(12min + 5s, kEnglish), "12 min");
  EXPECT_EQ(span_text(3h + 12min, kEnglish), "3 h 12 min");
  EXPECT_EQ(span_text(76h, base::Language::ja), "3 日 4 時間");
}

}  // namespace
}  // namespace minato::cli::watch
