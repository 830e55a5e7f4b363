// The list of few: what std::vector does, whatever the number.
#include "base/few.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

namespace minato::base {
namespace {

class FewOf : public testing::TestWithParam<int> {};

TEST_P(FewOf, holds_what_a_vector_holds_and_copies_and_moves_like_one) {
  Few<int> few;
  std::vector<int> same;
  for (int i = 0; i < GetParam(); ++i) {
    few.push_back(i * 7);
    same.push_back(i * 7);
  }
  const auto equal = [&](const Few<int>& other) {
    return std::ranges::equal(other, same) && other.empty() == same.empty() &&
           std::span<const int>(other).size() == same.size();
  };
  EXPECT_TRUE(equal(few));
  Few<int> copy = few;
  EXPECT_TRUE(equal(copy));
  copy.push_back(99);
  EXPECT_TRUE(equal(few)) << "a copy is its own";
  const Few<int> moved = std::move(few);
  EXPECT_TRUE(equal(moved));
  copy = moved;
  EXPECT_TRUE(equal(copy));
}

INSTANTIATE_TEST_SUITE_P(Sizes, FewOf, testing::Values(0, 1, 2, 3, 17));

TEST(Few, is_made_from_a_list_and_can_be_sorted) {
  Few<int> few = {3, 1, 2};
  std::ranges::sort(few);
  EXPECT_EQ(few.front(), 1);
  EXPECT_EQ(few[2], 3);
}

}  // namespace
}  // namespace minato::base
