// Who sent a RST, by the routers that it passed.
#include "check/reset_origin.h"

#include <gtest/gtest.h>

namespace minato::check {
namespace {

using sys::ArrivedSegment;

ArrivedSegment opened(std::uint16_t port, std::uint8_t hops_left) {
  return {.from_port = port, .to_port = 50000, .syn = true, .hops_left = hops_left};
}
ArrivedSegment reset(std::uint16_t port, std::uint8_t hops_left) {
  return {.from_port = port, .to_port = 50001, .rst = true, .hops_left = hops_left};
}

TEST(ResetOrigin, counts_routers_from_the_initial_values_in_use) {
  EXPECT_EQ(routers_passed(64), 0U);
  EXPECT_EQ(routers_passed(57), 7U);
  EXPECT_EQ(routers_passed(128), 0U);
  EXPECT_EQ(routers_passed(113), 15U);
  EXPECT_EQ(routers_passed(255), 0U);
  EXPECT_EQ(routers_passed(243), 12U);
}

TEST(ResetOrigin, a_reset_from_nearer_than_an_open_port_is_of_somebody_on_the_way) {
  const auto origin = origin_of_reset({reset(9005, 255), opened(443, 57)}, 9005, std::nullopt);
  ASSERT_TRUE(origin);
  EXPECT_TRUE(origin->on_the_way());
  EXPECT_EQ(*origin, (ResetOrigin{0, 7, "443/tcp"}));
}

TEST(ResetOrigin, other_systems_begin_with_other_values_at_the_same_distance) {
  const auto origin = origin_of_reset({reset(9005, 250), opened(443, 59)}, 9005, std::nullopt);
  ASSERT_TRUE(origin);
  EXPECT_FALSE(origin->on_the_way());
}

TEST(ResetOrigin, a_nearer_answer_of_another_port_speaks_for_the_reset) {
  // A proxy may answer on 80: the reset comes from the host behind it.
  const auto origin =
      origin_of_reset({opened(80, 63), reset(9005, 60), reset(22, 60)}, 9005, std::nullopt);
  ASSERT_TRUE(origin);
  EXPECT_FALSE(origin->on_the_way());
  EXPECT_EQ(origin->host_answer, "22/tcp");
}

TEST(ResetOrigin, an_icmp_error_of_the_host_is_an_answer_too) {
  const auto origin = origin_of_reset({reset(9005, 64)}, 9005, std::uint8_t{62});
  ASSERT_TRUE(origin);
  EXPECT_EQ(*origin, (ResetOrigin{0, 2, "ICMP"}));
}

TEST(ResetOrigin, a_torn_connection_is_held_against_its_own_opening) {
  const auto origin = origin_of_reset({opened(443, 50), reset(443, 61)}, 443, std::nullopt);
  ASSERT_TRUE(origin);
  EXPECT_TRUE(origin->on_the_way());
}

TEST(ResetOrigin, without_anything_to_compare_nothing_is_said) {
  EXPECT_FALSE(origin_of_reset({reset(9005, 64), reset(9005, 64)}, 9005, std::nullopt));
  EXPECT_FALSE(origin_of_reset({opened(443, 64)}, 9005, std::uint8_t{60}));
}

}  // namespace
}  // namespace minato::check
