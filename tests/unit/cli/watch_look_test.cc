// What came and went between two looks.
#include <gtest/gtest.h>

#include "made_machine.h"

namespace minato::cli::watch {
namespace {

std::vector<Change> changes_of(const Picture& picture) {
  std::vector<Change> changes;
  for (const Row& row : picture.rows) changes.push_back(row.change);
  return changes;
}

class Looks : public testing::Test {
 protected:
  Looks() {
    machine_.listen("0.0.0.0", 80);
    machine_.listen("127.0.0.1", 5432);
    machine_.talk("127.0.0.1", 40000, "127.0.0.1", 5432);
  }
  MadeMachine machine_;
};

TEST_F(Looks, the_first_one_marks_nothing) {
  const auto picture = machine_.picture(TableKind::all_states);
  EXPECT_EQ(changes_of(*picture), (std::vector{Change::none, Change::none, Change::none}));
  EXPECT_EQ(picture->before, nullptr);
}

TEST_F(Looks, mark_what_is_new_and_keep_what_is_gone_for_one_picture) {
  const auto before = machine_.look(TableKind::all_states, {1});
  const auto now = machine_.look(TableKind::all_states, {2});
  const Picture picture = compare_looks(now, before);
  EXPECT_EQ(changes_of(picture), (std::vector{Change::none, Change::fresh, Change::gone}));
  EXPECT_EQ(picture.rows[2].local->socket->local.port.number, 40000);
  EXPECT_EQ(changes_of(compare_looks(now, now)), (std::vector{Change::none, Change::none}));
}

TEST_F(Looks, for_something_else_are_not_compared) {
  const auto before = machine_.look(TableKind::listeners, {2});
  const Picture picture = compare_looks(machine_.look(TableKind::all_states), before);
  EXPECT_EQ(changes_of(picture), (std::vector{Change::none, Change::none, Change::none}));
}

TEST_F(Looks, a_conversation_that_goes_into_time_wait_is_the_same_one) {
  MadeMachine later;
  later.add({.local = at("127.0.0.1", 40000),
             .remote = at("127.0.0.1", 5432),
             .state = model::SocketState::time_wait,
             .inode = 0});
  const auto before = machine_.look(TableKind::all_states, {0, 1});
  const Picture picture = compare_looks(later.look(TableKind::all_states), before);
  EXPECT_EQ(changes_of(picture), (std::vector{Change::none}));
}

TEST_F(Looks, doors_that_share_an_address_are_told_apart_by_their_inode) {
  MadeMachine shared;
  for (const std::uint64_t inode : {7U, 8U, 9U}) {
    shared.add({.local = at("0.0.0.0", 443), .state = model::SocketState::listen, .inode = inode});
  }
  const auto before = shared.look(TableKind::listeners, {2});
  const Picture picture = compare_looks(shared.look(TableKind::listeners, {0}), before);
  EXPECT_EQ(changes_of(picture), (std::vector{Change::none, Change::fresh, Change::gone}));
}

TEST_F(Looks, of_sockets_with_the_very_same_key_as_many_are_new_as_there_are_more) {
  MadeMachine twins;
  for (int i = 0; i < 3; ++i) twins.talk("10.0.0.1", 40000, "10.0.0.2", 443);
  const auto before = twins.look(TableKind::all_states, {0, 1});
  const Picture picture = compare_looks(twins.look(TableKind::all_states), before);
  EXPECT_EQ(changes_of(picture), (std::vector{Change::none, Change::fresh, Change::fresh}));
}

TEST_F(Looks, say_which_optional_columns_have_something_to_say) {
  EXPECT_TRUE(machine_.picture(TableKind::all_states)->said.empty());
  auto& process = machine_.process(9, "nginx");
  process.unit = "nginx.service";
  machine_.listen("0.0.0.0", 443, &process);
  EXPECT_EQ(machine_.picture(TableKind::all_states)->said, (std::vector{ColumnId::origin}));
}

TEST(RowKeys, belong_to_exactly_their_socket) {
  const model::Socket door{
      .local = at("0.0.0.0", 80), .state = model::SocketState::listen, .inode = 5};
  model::Socket other = door;
  other.inode = 6;
  EXPECT_TRUE(has_key(door, key_of(door)));
  EXPECT_FALSE(has_key(other, key_of(door)));
  other = door;
  other.network_namespace = "blue";
  EXPECT_FALSE(has_key(other, key_of(door)));
}

}  // namespace
}  // namespace minato::cli::watch
