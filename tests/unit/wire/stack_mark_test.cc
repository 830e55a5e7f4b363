// The order of options of a first segment, as far as it can be read.
#include "wire/stack_mark.h"

#include <gtest/gtest.h>

#include "unit/wire/hex.h"

namespace minato::wire {
namespace {

StackMark mark_of(const std::vector<std::uint8_t>& options) {
  return read_stack_mark({.window = 5, .options = options});
}

TEST(StackMark, keeps_the_order_the_size_and_the_scale) {
  const StackMark mark = mark_of(hex("020405b4 0402 080a0000000100000000 01 030307"));
  EXPECT_EQ(option_letters(mark), "mstnw");
  EXPECT_EQ(mark.segment_bytes, 1460);
  EXPECT_EQ(mark.scale, 7);
  EXPECT_EQ(mark.window, 5);
}

TEST(StackMark, stops_at_the_end_and_names_what_it_does_not_know) {
  EXPECT_EQ(option_letters(mark_of(hex("020405b4 00 01010101"))), "me");
  EXPECT_EQ(option_letters(mark_of(hex("1e04abcd 2202 01"))), "??n");
  EXPECT_EQ(option_letters(mark_of({})), "");
}

TEST(StackMark, keeps_what_stood_before_a_broken_option) {
  for (const char* const broken :
       {"020405b4 0300", "020405b4 0301", "020405b4 08ff 00", "020405b4 04"}) {
    EXPECT_EQ(option_letters(mark_of(hex(broken))), "m") << broken;
  }
  const std::vector<std::uint8_t> paddings(40, 1);
  EXPECT_EQ(option_letters(mark_of(paddings)), std::string(16, 'n'));
}

}  // namespace
}  // namespace minato::wire
