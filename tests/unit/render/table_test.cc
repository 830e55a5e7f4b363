// Tables: fitting, wrapping, hostile cells, rows that are not kept.
#include "render/table.h"

#include <gtest/gtest.h>

#include <array>

#include "base/strings.h"
#include "render/fit.h"

namespace minato::render {
namespace {

std::vector<Column> port_columns() {
  return {{.heading = "Port", .align = base::Align::right},
          {.heading = "Name", .fit = Fit::cut, .minimum = 6, .hide = 1},
          {.heading = "Process", .fit = Fit::cut, .minimum = 8},
          {.heading = "What to do", .fit = Fit::wrap, .minimum = 12, .hide = 2}};
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  for (const auto line : base::split(text, '\n')) {
    widest = std::max(widest, base::display_width(line));
  }
  return widest;
}

TEST(Table, aligns_its_columns_and_leaves_no_space_at_the_end_of_a_line) {
  Table table({{.heading = "Port", .align = base::Align::right}, {.heading = "Process"}}, {});
  table.row({{"22/tcp"}, {"sshd"}});
  table.row({{"8080/tcp"}, {"java"}});
  table.row({{"53/udp"}});
  EXPECT_EQ(table.to_text(),
            "    Port  Process\n"
            "  22/tcp  sshd\n"
            "8080/tcp  java\n"
            "  53/udp\n");
}

TEST(Table, counts_japanese_as_two_columns) {
  Table table({{.heading = "ポート"}, {.heading = "危険度"}}, {});
  table.row({{"22/tcp"}, {"高"}});
  table.row({{"ｱ港"}, {"低"}});
  EXPECT_EQ(table.to_text(),
            "ポート  危険度\n"
            "22/tcp  高\n"
            "ｱ港     低\n");
}

TEST(Table, shows_no_heading_line_when_no_column_has_one) {
  Table table({{}, {}}, {});
  table.row({{"a"}, {"b"}});
  EXPECT_EQ(table.to_text(), "a  b\n");
}

TEST(Table, escapes_what_strangers_wrote) {
  Table table({{}}, {});
  table.row({{"evil\x1b[31m\n"}});
  EXPECT_EQ(table.to_text(), "evil\\x1b[31m\\x0a\n");
}

TEST(Table, colours_cells_by_role_only_when_allowed) {
  const auto text_in = [](Palette palette) {
    Table table({{}, {}}, {.palette = palette});
    table.row({{"22/tcp", Role::danger_high}, {"sshd"}});
    return table.to_text();
  };
  EXPECT_EQ(text_in(Palette::none), "22/tcp  sshd\n");
  EXPECT_EQ(text_in(Palette::ansi), "\x1b[1;31m22/tcp\x1b[0m  sshd\n");
}

TEST(Table, is_never_wider_than_the_screen) {
  for (std::size_t columns = 24; columns <= 120; ++columns) {
    Table table(port_columns(), {.columns = columns});
    table.row({{"22/tcp"},
               {"ssh"},
               {"/usr/sbin/sshd -D [listener] 0 of 10-100 startups"},
               {"Allow only modern algorithms, forbid passwords, limit the addresses."}});
    table.row({{"443/tcp"}, {"https"}, {"ウェブサーバーの長い名前"}, {"証明書の期限を確かめる。"}});
    table.note("ほかの利用者のプロセスは見えません。root で実行するとすべて表示されます。");
    EXPECT_LE(widest_line(table.to_text()), columns) << table.to_text();
  }
}

TEST(Table, hides_the_least_important_column_first) {
  Table wide(port_columns(), {.columns = 60});
  Table narrow(port_columns(), {.columns = 36});
  Table narrowest(port_columns(), {.columns = 20});
  for (Table* table : {&wide, &narrow, &narrowest}) {
    table->row({{"22/tcp"}, {"ssh-service"}, {"sshd: listener"}, {"Allow only modern algorithms"}});
  }
  EXPECT_TRUE(wide.hidden().empty());
  EXPECT_EQ(narrow.hidden(), (std::vector<std::string>{"What to do"}));
  EXPECT_EQ(narrowest.hidden(), (std::vector<std::string>{"Name", "What to do"}));
}

TEST(Table, wraps_a_long_cell_below_itself) {
  Table table({{.heading = "Port"}, {.heading = "Advice", .fit = Fit::wrap, .minimum = 8}},
              {.columns = 24});
  table.row({{"22/tcp"}, {"Allow only modern algorithms"}});
  EXPECT_EQ(table.to_text(),
            "Port    Advice\n"
            "22/tcp  Allow only\n"
            "        modern\n"
            "        algorithms\n");
}

TEST(Table, cuts_with_the_ellipsis_of_the_charset) {
  const auto text_in = [](Charset charset, Fit fit) {
    Table table({{.fit = fit, .minimum = 4}}, {.columns = 8, .charset = charset});
    table.row({{"/usr/sbin/nginx"}});
    return table.to_text();
  };
  EXPECT_EQ(text_in(Charset::unicode, Fit::cut), "/usr/sb…\n");
  EXPECT_EQ(text_in(Charset::unicode, Fit::cut_left), "…n/nginx\n");
  EXPECT_EQ(text_in(Charset::ascii, Fit::cut), "/usr/...\n");
  EXPECT_EQ(text_in(Charset::ascii, Fit::cut_left), "...nginx\n");
}

TEST(Table, shows_notes_between_the_rows_where_they_were_made) {
  Table table({{}}, {.columns = 12});
  table.row({{"22/tcp"}});
  table.note("one two three");
  table.row({{"80/tcp"}});
  table.gap();
  table.note("end", Role::muted, 0);
  EXPECT_EQ(table.to_text(), "22/tcp\n  one two\n  three\n80/tcp\n\nend\n");
}

TEST(FitColumns, keeps_everything_when_there_is_room) {
  const ColumnDemand demands[] = {{10, 4, 0}, {20, 20, 1}};
  EXPECT_EQ(fit_columns(demands, 32, 2), (std::vector<std::size_t>{10, 20}));
  EXPECT_EQ(fit_columns(demands, 0, 2), (std::vector<std::size_t>{10, 20}));
}

TEST(FitColumns, levels_the_widest_before_it_hides) {
  const ColumnDemand demands[] = {{30, 4, 1}, {20, 4, 0}, {5, 5, 0}};
  EXPECT_EQ(fit_columns(demands, 37, 2), (std::vector<std::size_t>{14, 14, 5}));
}

TEST(FitColumns, squeezes_even_what_should_stay_when_nothing_else_helps) {
  const ColumnDemand demands[] = {{30, 30, 0}, {20, 20, 0}};
  EXPECT_EQ(fit_columns(demands, 22, 2), (std::vector<std::size_t>{10, 10}));
}

TEST(Table, takes_a_cell_of_any_length) {
  Table table({{.fit = Fit::cut}}, {.columns = 10});
  const std::string hostile(100000, '\x1b');
  table.row({{hostile}});
  EXPECT_EQ(table.to_text(), "\\x1b\\x1b\\…\n");
}

TEST(Cutting, a_name_leaves_its_number_whole) {
  constexpr auto kUnicode = Charset::unicode;
  EXPECT_EQ(cut_name("redis-server (15527)", 20, kUnicode), "redis-server (15527)");
  EXPECT_EQ(cut_name("redis-server (15527) +3", 18, kUnicode), "redis-… (15527) +3");
  EXPECT_EQ(cut_name("港湾サーバー (812)", 13, kUnicode), "港湾サ… (812)");
  EXPECT_EQ(cut_name("redis-server (15527)", 11, kUnicode), "redis-serv…") << "too narrow for both";
  EXPECT_EQ(cut_name("no number here", 6, kUnicode), "no nu…");
  EXPECT_EQ(cut_name("redis-server (15527)", 16, Charset::ascii), "redis... (15527)");
}

}  // namespace
TEST(Table, writes_rows_that_it_does_not_keep_as_it_writes_those_that_it_keeps) {
  const std::vector<std::array<std::string, 2>> texts = {
      {"443/tcp", "nginx"}, {"", "a process with quite a long name"}, {"53/udp", "\x1b[31mred"}};
  const auto tell = [&](Table& table) {
    for (const auto& [port, process] : texts) table.row({{port, Role::accent}, {process}});
  };
  const std::vector<Column> columns = {{.heading = "Port"},
                                       {.heading = "Process", .fit = Fit::wrap}};
  Screen screen;
  screen.columns = 24;
  Table kept(columns, screen);
  tell(kept);
  Table streamed(columns, screen);
  std::string text;
  streamed.write_rows([&](std::string_view portion) { text += portion; }, tell);
  EXPECT_EQ(text, kept.to_text());
  EXPECT_EQ(streamed.rows(), 0U);
}

}  // namespace minato::render
