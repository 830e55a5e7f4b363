// Scenes below each other.
#include "render/stack.h"

#include <gtest/gtest.h>

#include "render/terminal.h"

namespace minato::render {
namespace {

TEST(Stack, puts_scenes_below_each_other_with_a_row_between) {
  Scene first({.columns = 12});
  first.box({.area = {0, 0, 10, 3}, .title = "one"});
  Scene second({.columns = 20});
  second.label({.x = 2, .y = 1, .text = "two"});
  second.path({.points = {{0, 0}, {5, 0}}});
  const std::array scenes = {first, second};
  const Scene both = stack({.title = "Both", .columns = 5}, scenes);
  EXPECT_EQ(both.columns(), 20);
  EXPECT_EQ(both.rows(), first.rows() + 1 + second.rows());
  EXPECT_EQ(to_terminal(both, {}), to_terminal(first, {}) + "\n" + to_terminal(second, {}));
}

TEST(Stack, of_nothing_is_an_empty_scene) { EXPECT_EQ(stack({.columns = 10}, {}).rows(), 0); }

}  // namespace
}  // namespace minato::render
