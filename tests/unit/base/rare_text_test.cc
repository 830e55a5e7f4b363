// A text that is nearly always empty.
#include "base/rare_text.h"

#include <gtest/gtest.h>

namespace minato::base {
namespace {

TEST(RareText, is_a_text_in_one_word) {
  EXPECT_EQ(sizeof(RareText), sizeof(void*));
  RareText text;
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text, "");
  text = "eth0";
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(text, "eth0");
  const std::string copy = text;
  EXPECT_EQ(copy, "eth0");
}

TEST(RareText, is_copied_as_a_value) {
  const RareText one = "lo";
  RareText other = one;
  EXPECT_EQ(one, other);
  other = RareText("eth0");
  EXPECT_EQ(one, "lo");
  const RareText& same = other;
  other = same;
  EXPECT_EQ(other, "eth0");
  other = std::string();
  EXPECT_TRUE(other.empty());
}

}  // namespace
}  // namespace minato::base
