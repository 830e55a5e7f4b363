// Keys of `minato capture --top`.
#include <gtest/gtest.h>

#include "cli/capture/top_view.h"

namespace minato::cli {
namespace {

using watch::Key;
using watch::KeyKind;

Key letter(char32_t character) { return {.kind = KeyKind::character, .character = character}; }

TEST(CaptureTop, moves_the_cursor_within_the_list) {
  TopState state{.rows = 10, .order = {4, 3, 2, 1}};
  ASSERT_TRUE(press_top(state, {.kind = KeyKind::up}));
  EXPECT_EQ(state.cursor, 0U);
  ASSERT_TRUE(press_top(state, {.kind = KeyKind::page_down}));
  EXPECT_EQ(state.cursor, 3U);
  ASSERT_TRUE(press_top(state, {.kind = KeyKind::home}));
  EXPECT_EQ(state.cursor, 0U);
}

TEST(CaptureTop, opens_a_conversation_only_where_there_is_one) {
  TopState empty;
  ASSERT_TRUE(press_top(empty, {.kind = KeyKind::enter}));
  EXPECT_FALSE(empty.detail);
  ASSERT_TRUE(press_top(empty, {.kind = KeyKind::down}));
  EXPECT_EQ(empty.cursor, 0U);
  TopState one{.order = {0}};
  ASSERT_TRUE(press_top(one, {.kind = KeyKind::enter}));
  EXPECT_TRUE(one.detail);
  ASSERT_TRUE(press_top(one, {.kind = KeyKind::escape}));
  EXPECT_FALSE(one.detail);
}

TEST(CaptureTop, sorts_in_turns_holds_still_and_ends) {
  TopState state;
  for (std::size_t i = 0; i < kTopSorts; ++i) ASSERT_TRUE(press_top(state, letter(U's')));
  EXPECT_EQ(state.sort, TopSort::bytes);
  ASSERT_TRUE(press_top(state, letter(U' ')));
  EXPECT_TRUE(state.paused);
  EXPECT_FALSE(press_top(state, letter(U'q')));
  EXPECT_FALSE(press_top(state, {.kind = KeyKind::escape}));
}

}  // namespace
}  // namespace minato::cli
