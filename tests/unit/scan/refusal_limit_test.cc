// Hosts that send few refusals a second.
#include "scan/refusal_limit.h"

#include <gtest/gtest.h>

namespace minato::scan {
namespace {

using std::chrono::milliseconds;

/// `count` refusals, one every `every`, the first at one second.
RefusalLimit refused(unsigned count, milliseconds every) {
  RefusalLimit limit;
  for (unsigned i = 0; i < count; ++i) limit.on_refusal(Instant(milliseconds(1000) + i * every));
  return limit;
}

TEST(RefusalLimit, asks_again_what_the_pace_of_the_refusals_lets_through_in_seconds) {
  RefusalLimit limit = refused(50, milliseconds(2));  // 500 a second
  EXPECT_EQ(limit.begin_round(1000, Instant(milliseconds(2000))), 32U);
  EXPECT_EQ(limit.left(), 0U);
}

TEST(RefusalLimit, says_how_long_the_ports_that_it_leaves_would_take) {
  RefusalLimit limit = refused(6, milliseconds(1000));  // one a second, as Linux does
  EXPECT_EQ(limit.begin_round(994, Instant(milliseconds(7000))), 0U);
  EXPECT_EQ(limit.left(), 994U);
  EXPECT_NEAR(limit.left_seconds(), 994, 1);
}

TEST(RefusalLimit, is_not_deceived_by_a_burst) {
  RefusalLimit limit = refused(6, milliseconds(0));
  EXPECT_EQ(limit.begin_round(994, Instant(milliseconds(1010))), 32U);
  // Nobody answered those 32.
  EXPECT_EQ(limit.begin_round(994, Instant(milliseconds(1500))), 0U);
  EXPECT_EQ(limit.left(), 994U);
  EXPECT_GT(limit.left_seconds(), 60);
}

TEST(RefusalLimit, leaves_nothing_where_nobody_refused) {
  RefusalLimit limit;
  EXPECT_EQ(limit.begin_round(994, Instant(milliseconds(7000))), 0U);
  EXPECT_EQ(limit.left(), 0U);
}

}  // namespace
}  // namespace minato::scan
