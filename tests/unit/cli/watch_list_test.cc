// The list of `ls --watch`: order, filter, cursor, and what is drawn of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text_width.h"
#include "cli/watch/arrange.h"
#include "cli/watch/update.h"
#include "cli/watch/view.h"
#include "made_machine.h"

namespace minato::cli::watch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Key typed(char32_t character) { return {.character = character}; }

class List : public testing::Test {
 protected:
  List() {
    const auto& nginx = machine_.process(812, "nginx", "www-data");
    const auto& postgres = machine_.process(700, "postgres", "postgres");
    const auto& psql = machine_.process(900, "psql", "alice");
    machine_.listen("0.0.0.0", 443, &nginx).name = "https";
    machine_.listen("127.0.0.1", 5432, &postgres).name = "postgresql";
    machine_.listen("0.0.0.0", 80, &nginx).name = "http";
    machine_.talk("127.0.0.1", 40000, "127.0.0.1", 5432, &psql).name = "postgresql";
    machine_.talk("127.0.0.1", 5432, "127.0.0.1", 40000, &postgres).name = "postgresql";
    state_.settings.host_name = "harbour";
    resize(state_, {.rows = 24, .columns = 100});
    show(state_, machine_.picture(TableKind::all_states));
  }

  Effects press_all(std::u32string_view characters) {
    Effects last;
    for (const char32_t character : characters) last = press(state_, typed(character));
    return last;
  }
  Effects press_key(KeyKind kind) { return press(state_, {.kind = kind}); }

  std::vector<int> ports() const {
    std::vector<int> numbers;
    for (const Row* row : state_.visible) numbers.push_back(row->local->socket->local.port.number);
    return numbers;
  }
  int port_under_cursor() const { return current_row(state_)->local->socket->local.port.number; }
  std::vector<std::string> screen() const {
    std::vector<std::string> lines;
    for (const Line& line : frame_of(state_).lines) lines.push_back(plain_text(line));
    return lines;
  }
  std::string whole() const {
    std::string text;
    for (const std::string& line : screen()) text += line + '\n';
    return text;
  }

  MadeMachine machine_;
  State state_;
};

TEST_F(List, shows_doors_by_port_first) {
  EXPECT_THAT(ports(), ElementsAre(80, 443, 5432));
  EXPECT_THAT(screen()[0], HasSubstr("listening: 3"));
  EXPECT_THAT(screen()[2], HasSubstr("80/tcp  http"));
  EXPECT_THAT(screen()[2], HasSubstr("nginx (812)"));
}

TEST_F(List, the_key_a_shows_every_state_and_asks_for_a_look_at_them) {
  const Effects effects = press_all(U"a");
  EXPECT_TRUE(effects.look);
  EXPECT_EQ(wanted_kind(state_), TableKind::all_states);
  EXPECT_THAT(ports(), ElementsAre(80, 443, 5432, 5432, 40000));
  EXPECT_THAT(whole(), HasSubstr("established"));
  EXPECT_EQ(wanted_kind((press_all(U"a"), state_)), TableKind::listeners);
}

TEST_F(List, sorts_by_each_column_in_turn_and_turns_the_order_round) {
  press_all(U"s");
  EXPECT_EQ(state_.sort, ColumnId::service);
  EXPECT_THAT(ports(), ElementsAre(80, 443, 5432));
  press_all(U"S");
  EXPECT_THAT(ports(), ElementsAre(5432, 443, 80));
  press_all(U"sss");
  EXPECT_EQ(state_.sort, ColumnId::user);
  EXPECT_FALSE(state_.descending) << "another column begins in its own order";
  press_all(U"ss");
  EXPECT_EQ(state_.sort, ColumnId::port) << "after the last the first, the hidden ones left out";
}

TEST_F(List, marks_the_heading_that_it_is_sorted_by) {
  EXPECT_THAT(screen()[1], HasSubstr("Port▲"));
  press_all(U"S");
  EXPECT_THAT(screen()[1], HasSubstr("Port▼"));
  state_.settings.charset = render::Charset::ascii;
  EXPECT_THAT(screen()[1], HasSubstr("Portv"));
}

TEST_F(List, filters_while_one_types_and_goes_back_with_escape) {
  press_all(U"/nginx");
  EXPECT_THAT(ports(), ElementsAre(80, 443));
  EXPECT_THAT(whole(), HasSubstr("/ nginx"));
  EXPECT_THAT(screen()[0], HasSubstr("of 5")) << "a name is about conversations too, as in ls";
  press_key(KeyKind::escape);
  EXPECT_THAT(ports(), ElementsAre(80, 443, 5432));
  EXPECT_EQ(state_.dialog, Dialog::none);
}

TEST_F(List, a_word_about_conversations_shows_them_and_asks_for_a_look) {
  bool looked = false;
  for (const char32_t c : std::u32string_view(U"/established")) {
    looked = press(state_, typed(c)).look || looked;
  }
  EXPECT_TRUE(looked);
  EXPECT_THAT(ports(), ElementsAre(5432, 40000));
  press_key(KeyKind::enter);
  EXPECT_EQ(state_.dialog, Dialog::none);
  EXPECT_TRUE(press_key(KeyKind::escape).look) << "no filter: doors only again";
  EXPECT_THAT(ports(), ElementsAre(80, 443, 5432));
}

TEST_F(List, a_wrong_word_is_told_and_the_other_ones_are_in_force) {
  press_all(U"/nginx :99999");
  EXPECT_TRUE(state_.filter.error);
  EXPECT_THAT(whole(), HasSubstr("99999"));
  EXPECT_THAT(ports(), ElementsAre(80, 443));
  press_key(KeyKind::enter);
  EXPECT_EQ(state_.dialog, Dialog::filter) << "the word is there to be mended";
  press_key(KeyKind::clear_word);
  EXPECT_EQ(state_.filter.typed, "nginx ");
  EXPECT_FALSE(state_.filter.error);
  press_key(KeyKind::clear_line);
  EXPECT_EQ(state_.filter.typed, "");
  press_key(KeyKind::backspace);
  EXPECT_EQ(state_.dialog, Dialog::none);
}

TEST_F(List, a_misspelt_word_that_finds_nothing_gets_a_suggestion) {
  press_all(U"/establishd");
  EXPECT_THAT(ports(), ElementsAre());
  EXPECT_THAT(whole(), HasSubstr("did you mean: established"));
}

TEST_F(List, takes_japanese_words_away_a_character_at_a_time) {
  press_all(U"/港湾");
  EXPECT_EQ(state_.filter.typed, "港湾");
  press_key(KeyKind::backspace);
  EXPECT_EQ(state_.filter.typed, "港");
}

TEST_F(List, the_cursor_moves_within_the_list) {
  press_all(U"jjjjjjj");
  EXPECT_EQ(port_under_cursor(), 5432);
  press_all(U"k");
  EXPECT_EQ(port_under_cursor(), 443);
  press_key(KeyKind::end);
  EXPECT_EQ(port_under_cursor(), 5432);
  press_key(KeyKind::home);
  press_key(KeyKind::up);
  EXPECT_EQ(port_under_cursor(), 80);
}

TEST_F(List, the_cursor_stays_on_its_socket_when_others_come_before_it) {
  press_all(U"jj");
  machine_.listen("0.0.0.0", 22);
  show(state_, machine_.picture(TableKind::listeners));
  EXPECT_THAT(ports(), ElementsAre(22, 80, 443, 5432));
  EXPECT_EQ(port_under_cursor(), 5432);
  press_key(KeyKind::home);
  machine_.listen("0.0.0.0", 21);
  show(state_, machine_.picture(TableKind::listeners));
  EXPECT_EQ(port_under_cursor(), 21) << "at the top it stays at the top";
}

TEST_F(List, marks_new_and_gone_rows_for_one_look) {
  const auto before = machine_.look(TableKind::listeners, {0, 3, 4});
  show(state_, machine_.picture(TableKind::listeners, {1, 3, 4}, before));
  EXPECT_THAT(whole(), HasSubstr("+  443/tcp"));
  EXPECT_THAT(whole(), HasSubstr("- 5432/tcp"));
  EXPECT_THAT(screen()[0], HasSubstr("listening: 2")) << "what is gone does not count";
  show(state_, machine_.picture(TableKind::listeners, {1, 3, 4},
                                machine_.look(TableKind::listeners, {1, 3, 4})));
  EXPECT_THAT(whole(), testing::Not(HasSubstr("+ ")));
  EXPECT_THAT(ports(), ElementsAre(80, 443));
}

TEST_F(List, hides_nothing_of_a_failed_look) {
  show_failure(state_, base::system_error("open /proc", 5));
  EXPECT_THAT(whole(), HasSubstr("older"));
  EXPECT_THAT(whole(), HasSubstr("nginx"));
  show(state_, machine_.picture(TableKind::listeners));
  EXPECT_THAT(whole(), testing::Not(HasSubstr("older")));
}

TEST_F(List, tells_what_is_hidden_and_how_to_see_it) {
  machine_.limitations.push_back({"host.limitation.owners-hidden", {"3"}});
  show(state_, machine_.picture(TableKind::listeners));
  EXPECT_THAT(whole(), HasSubstr("sudo minato"));
}

TEST_F(List, pauses_and_looks_at_once_when_it_goes_on) {
  EXPECT_FALSE(press_all(U"p").look);
  EXPECT_TRUE(state_.paused);
  EXPECT_THAT(screen()[0], HasSubstr("PAUSED"));
  EXPECT_TRUE(press_all(U"p").look);
  EXPECT_TRUE(press_all(U"r").look);
}

TEST_F(List, the_interval_has_a_shortest_and_a_longest) {
  for (int i = 0; i < 20; ++i) press_all(U"-");
  EXPECT_THAT(screen()[0], HasSubstr("every 0.5 s"));
  for (int i = 0; i < 20; ++i) press_all(U"+");
  EXPECT_THAT(screen()[0], HasSubstr("every 300 s"));
}

TEST_F(List, escapes_what_hostile_processes_call_themselves) {
  machine_.listen("0.0.0.0", 22, &machine_.process(6, "\x1b[31mX\n"));
  show(state_, machine_.picture(TableKind::listeners));
  EXPECT_THAT(whole(), HasSubstr("\\x1b[31mX\\x0a (6)"));
}

TEST_F(List, every_screen_is_filled_and_never_overfilled) {
  machine_.limitations.push_back({"host.limitation.owners-hidden", {"3"}});
  for (const auto language : {base::Language::en, base::Language::ja}) {
    state_.settings.language = language;
    for (const char32_t key : {U'a', U'd', U'?', U'q', U'q', U'/', U'a'}) {
      static_cast<void>(press(state_, typed(key)));
      for (std::size_t rows = 1; rows <= 30; rows += 3) {
        for (std::size_t columns = 1; columns <= 130; columns += 3) {
          resize(state_, {rows, columns});
          show(state_, machine_.picture(wanted_kind(state_)));
          const Frame frame = frame_of(state_);
          ASSERT_LE(frame.lines.size(), rows);
          for (const Line& line : frame.lines) {
            ASSERT_LE(width_of(line), columns) << plain_text(line);
          }
        }
      }
    }
    press_key(KeyKind::escape);
  }
}

TEST(LongList, puts_only_the_rows_on_the_screen_into_words_and_scrolls_to_the_cursor) {
  MadeMachine machine;
  for (std::uint32_t i = 0; i < 40000; ++i) {
    machine.talk("10.0.0.1", static_cast<std::uint16_t>(i + 1), "10.0.0.2", 443);
  }
  State state;
  state.scope = Scope::all_states;
  resize(state, {.rows = 24, .columns = 80});
  show(state, machine.picture(TableKind::all_states));
  EXPECT_EQ(state.visible.size(), 40000U);
  EXPECT_EQ(frame_of(state).lines.size(), 24U);
  static_cast<void>(press(state, {.kind = KeyKind::end}));
  EXPECT_EQ(current_row(state)->local->socket->local.port.number, 40000);
  EXPECT_EQ(state.top + list_height(state), 40000U);
  static_cast<void>(press(state, {.kind = KeyKind::page_up}));
  EXPECT_EQ(state.cursor, 40000U - list_height(state));
}

}  // namespace
}  // namespace minato::cli::watch
