// The detail pane, the help and the dialog of `ls --watch`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/watch/arrange.h"
#include "cli/watch/box.h"
#include "cli/watch/detail.h"
#include "cli/watch/update.h"
#include "cli/watch/view.h"
#include "made_machine.h"
#include "registry/knowledge.h"

namespace minato::cli::watch {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(const Frame& frame) {
  std::string text;
  for (const Line& line : frame.lines) text += plain_text(line) + '\n';
  for (const Box& box : frame.boxes) {
    for (const Line& line : box.lines) text += plain_text(line) + '\n';
  }
  return text;
}

class Detail : public testing::Test {
 protected:
  Detail() {
    auto& redis = machine_.process(812, "redis-server", "redis");
    redis.arguments = {"redis-server", "*:6379\x1b[2J"};
    redis.executable = "/usr/bin/redis-server";
    redis.started = base::parse_timestamp("2026-11-23T01:02:03Z").value();
    redis.unit = "redis.service";
    redis.ancestors = {{700, "bash"}, {1, "systemd"}};
    redis.container = model::Container{"docker", "0123456789ab", "cache"};
    auto& door = machine_.listen("0.0.0.0", 6379, &redis);
    door.name = "redis";
    door.knowledge = registry::knowledge_by_id("redis");
    door.exposure = {model::Exposure::public_, "", {}};
    door.danger = {model::Severity::high, "danger.reason.public", "danger.advice.close"};
    machine_.talk("127.0.0.1", 6379, "127.0.0.1", 40000, &redis).name = "redis";
    machine_.talk("127.0.0.1", 40000, "127.0.0.1", 6379, &machine_.process(900, "cli")).name =
        "redis";
    resize(state_, {.rows = 60, .columns = 100});
    show(state_, machine_.picture(TableKind::all_states));
  }

  Effects press_key(KeyKind kind) { return press(state_, {.kind = kind}); }
  Effects type(char32_t character) { return press(state_, {.character = character}); }
  std::string screen() const { return text_of(frame_of(state_)); }

  MadeMachine machine_;
  State state_;
};

TEST_F(Detail, tells_everything_about_a_door) {
  press_key(KeyKind::enter);
  const std::string shown = screen();
  for (const char* part :
       {"6379/tcp redis", "listen", "0.0.0.0:6379", "redis-server (812)", "*:6379\\x1b[2J",
        "/usr/bin/redis-server", "redis.service", "systemd (1) → bash (700) → redis-server (812)",
        "1 d 0 h ago", "docker cache 0123456789ab", "the internet", "high", "1. ", "User Ports"}) {
    EXPECT_THAT(shown, HasSubstr(part));
  }
  EXPECT_THAT(shown, HasSubstr(registry::knowledge_by_id("redis")->title(base::Language::en)));
}

TEST_F(Detail, tells_both_ends_of_a_conversation_and_which_port_was_lent) {
  type(U'a');
  press_key(KeyKind::end);
  press_key(KeyKind::enter);
  const std::string shown = screen();
  EXPECT_THAT(shown, HasSubstr("127.0.0.1:40000  (an ephemeral port"));
  EXPECT_THAT(shown, HasSubstr("127.0.0.1:6379  (the service's port)"));
  EXPECT_THAT(shown, HasSubstr("there: redis-server (812)"));
  EXPECT_THAT(shown, Not(HasSubstr("Reached from"))) << "nobody knocks at a conversation";
}

TEST_F(Detail, follows_its_socket_and_says_when_it_is_gone) {
  press_key(KeyKind::enter);
  show(state_, machine_.picture(TableKind::all_states));
  EXPECT_FALSE(state_.detail_gone);
  show(state_, machine_.picture(TableKind::all_states, {0}));
  show(state_, machine_.picture(TableKind::all_states, {0}));
  EXPECT_TRUE(state_.detail_gone);
  EXPECT_THAT(screen(), HasSubstr("is gone"));
  EXPECT_THAT(screen(), HasSubstr("redis-server (812)"));
  EXPECT_FALSE(type(U'K').look_up) << "who is gone is not ended";
  press_key(KeyKind::escape);
  EXPECT_EQ(state_.pane, Pane::list);
}

TEST_F(Detail, scrolls_and_goes_to_the_neighbours) {
  type(U'a');
  resize(state_, {.rows = 10, .columns = 60});
  press_key(KeyKind::enter);
  type(U'G');
  EXPECT_EQ(state_.detail_top, detail_lines(state_).size() - list_height(state_));
  type(U'g');
  EXPECT_EQ(state_.detail_top, 0U);
  press_key(KeyKind::right);
  EXPECT_EQ(state_.cursor, 1U);
  EXPECT_TRUE(state_.detail_row->local->socket->remote);
}

TEST_F(Detail, an_empty_list_has_no_details) {
  set_filter(state_, "nobody-is-called-that");
  press_key(KeyKind::enter);
  EXPECT_EQ(state_.pane, Pane::list);
}

TEST_F(Detail, says_who_is_hidden_and_why) {
  machine_.limitations.push_back({"host.limitation.owners-hidden", {"1"}});
  auto& hidden = machine_.listen("0.0.0.0", 22);
  const host::SocketOrigin origin{.unit = "ssh.service"};
  hidden.origin = &origin;
  show(state_, machine_.picture(TableKind::listeners));
  press_key(KeyKind::enter);
  EXPECT_THAT(screen(), HasSubstr("not visible"));
  EXPECT_THAT(screen(), HasSubstr("ssh.service"));
}

TEST_F(Detail, only_who_listens_in_our_namespace_can_be_ended) {
  const Effects effects = press_key(KeyKind::end_process);
  ASSERT_TRUE(effects.look_up);
  EXPECT_EQ(*effects.look_up, (model::Port{6379, model::Transport::tcp}));
  EXPECT_FALSE(press_key(KeyKind::end_process).look_up) << "one at a time";
  show_ended(state_, base::fail(base::system_error("netlink", 1)));
  type(U'a');
  press_key(KeyKind::end);
  EXPECT_FALSE(press_key(KeyKind::end_process).look_up);
  EXPECT_THAT(screen(), HasSubstr("never a client"));

  MadeMachine other;
  other.add({.local = at("0.0.0.0", 80),
             .state = model::SocketState::listen,
             .network_namespace = "blue"});
  show(state_, other.picture(TableKind::all_states));
  press_key(KeyKind::home);
  EXPECT_FALSE(press_key(KeyKind::end_process).look_up);
  EXPECT_THAT(screen(), HasSubstr("ip netns exec"));
}

TEST_F(Detail, the_help_scrolls_on_a_small_screen_and_closes_with_any_other_key) {
  type(U'?');
  EXPECT_THAT(screen(), HasSubstr("╭─ Keys ─"));
  EXPECT_THAT(screen(), HasSubstr("quit"));
  resize(state_, {.rows = 10, .columns = 40});
  EXPECT_THAT(screen(), Not(HasSubstr("Ctrl-C")));
  type(U'G');
  EXPECT_GT(state_.help_top, 0U);
  type(U'x');
  EXPECT_EQ(state_.dialog, Dialog::none);
}

TEST(Boxes, are_as_wide_as_each_of_their_lines_and_stand_in_the_middle) {
  for (const auto charset : {render::Charset::unicode, render::Charset::ascii}) {
    const Box box = make_box({.rows = 24, .columns = 80}, charset, "終了",
                             {{.spans = {{.text = "港"}}}, {.spans = {{std::string(200, 'x')}}}});
    EXPECT_EQ(box.lines.size(), 4U);
    EXPECT_EQ(box.top, 10U);
    for (const Line& line : box.lines) EXPECT_EQ(width_of(line), 80U);
  }
}

}  // namespace
}  // namespace minato::cli::watch
