// Each documented stack wins its own example; what fits nothing stays unknown.
#include "identify/stack_guess.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace minato::identify {
namespace {

std::uint16_t number(std::string_view text) {
  return base::parse_number<std::uint16_t>(text).value();
}

/// The options as bytes, so that the reader is tested with them.
wire::StackMark mark_of(std::string_view letters, std::uint16_t window, std::uint16_t size) {
  std::vector<std::uint8_t> bytes;
  for (const char letter : letters) {
    const auto add = [&](std::initializer_list<int> more) {
      for (const int byte : more) bytes.push_back(static_cast<std::uint8_t>(byte));
    };
    if (letter == 'm') add({2, 4, size >> 8, size & 0xff});
    if (letter == 'n') add({1});
    if (letter == 'w') add({3, 3, 7});
    if (letter == 's') add({4, 2});
    if (letter == 't') add({8, 10, 0, 0, 0, 1, 0, 0, 0, 1});
    if (letter == 'e') add({0});
  }
  return wire::read_stack_mark({.window = window, .options = bytes});
}

TEST(StackGuess, every_example_is_won_by_its_own_entry) {
  ASSERT_GE(stacks().size(), 15U);
  for (const Stack& stack : stacks()) {
    const auto words = base::words(stack.example);
    ASSERT_EQ(words.size(), 4U) << stack.name;
    const auto guess = guess_stack(mark_of(words[3], number(words[1]), number(words[2])),
                                   static_cast<std::uint8_t>(number(words[0])));
    ASSERT_TRUE(guess) << stack.name << ": " << stack.example;
    EXPECT_EQ(guess->name, stack.name);
    EXPECT_EQ(guess->confidence, stack.confidence);
  }
}

TEST(StackGuess, says_nothing_when_nothing_fits) {
  EXPECT_FALSE(guess_stack({}, 64));
  EXPECT_FALSE(guess_stack(mark_of("m", 1024, 1460), 64));  // a stack without options
  EXPECT_FALSE(
      guess_stack(mark_of("mstnw", 65160, 1460), 128));         // the order of Linux, not its hops
  EXPECT_FALSE(guess_stack(mark_of("mnwst", 1000, 1460), 64));  // a BSD, but which?
  EXPECT_FALSE(guess_stack(mark_of("mnwst", 8192, 1460), 70));  // 58 hops away?
  EXPECT_FALSE(guess_stack(mark_of("mstnw", 65160, 1460), 0));
}

TEST(StackGuess, counts_segments_of_smaller_paths) {
  const auto guess = guess_stack(mark_of("mstnw", 65535 / 1440 * 1440, 1452), 60);
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->name, "Linux 4.20 or later");
}

TEST(StackGuess, tells_what_it_stands_on) {
  EXPECT_EQ(stack_evidence(mark_of("mstnw", 65160, 1460), 57),
            "ttl 57, window 65160, mss 1460, options mstnw, scale 7");
  EXPECT_EQ(stack_evidence({}, 64), "ttl 64, window 0");
}

}  // namespace
}  // namespace minato::identify
