// Programs run for what they print: bounded, without a shell.
#include "sys/command_output.h"

#include <gtest/gtest.h>

#include <vector>

namespace minato::sys {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

TEST(CommandOutput, is_what_the_program_prints) {
  const auto text = command_output("/usr/bin/printf", Words{"%s\n", "$HOME; a b"});
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "$HOME; a b\n");
}

TEST(CommandOutput, has_an_environment_of_its_own) {
  const auto text = command_output("/usr/bin/env", Words{});
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "LC_ALL=C\n");
}

TEST(CommandOutput, fails_with_a_program_that_fails_or_is_not_there) {
  EXPECT_FALSE(command_output("/usr/bin/false", Words{}));
  const auto none = command_output("/usr/bin/minato-no-such-program", Words{});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, base::ErrorCode::not_found);
}

TEST(CommandOutput, ends_a_program_that_prints_without_end_or_never) {
  const auto endless = command_output("/usr/bin/yes", Words{}, {.time = 5s, .most_bytes = 10000});
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().code, base::ErrorCode::exhausted);
  const auto silent = command_output("/usr/bin/tail", Words{"-f", "/dev/null"}, {.time = 50ms});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, base::ErrorCode::timeout);
}

}  // namespace
}  // namespace minato::sys
