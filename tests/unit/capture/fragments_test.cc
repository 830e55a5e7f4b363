// Packets put together from their parts.
#include "capture/fragments.h"

#include <gtest/gtest.h>

#include <numeric>

namespace minato::capture {
namespace {

std::vector<std::uint8_t> counted(std::size_t bytes) {
  std::vector<std::uint8_t> out(bytes);
  std::iota(out.begin(), out.end(), std::uint8_t{0});
  return out;
}

Fragment part(const std::vector<std::uint8_t>& whole, std::uint32_t from, std::uint32_t to,
              std::uint32_t identification = 1) {
  return {.key = {.identification = identification, .protocol = 17},
          .time_ns = 1,
          .offset_bytes = from,
          .more = to < whole.size(),
          .bytes = base::Bytes(whole).subspan(from, to - from)};
}

TEST(Fragments, come_together_in_any_order) {
  const auto whole = counted(100);
  Fragments fragments;
  EXPECT_FALSE(fragments.take(part(whole, 64, 100)));
  EXPECT_FALSE(fragments.take(part(whole, 0, 32)));
  EXPECT_FALSE(fragments.take(part(whole, 0, 32))) << "the same part again is harmless";
  const auto done = fragments.take(part(whole, 32, 64));
  ASSERT_TRUE(done);
  EXPECT_EQ(std::vector<std::uint8_t>(done->begin(), done->end()), whole);
  EXPECT_EQ(fragments.open(), 0U);
}

TEST(Fragments, that_overlap_spoil_their_packet) {
  const auto whole = counted(100);
  Fragments fragments;
  EXPECT_FALSE(fragments.take(part(whole, 0, 64)));
  EXPECT_FALSE(fragments.take(part(whole, 32, 96)));
  EXPECT_FALSE(fragments.take(part(whole, 64, 100)));
  EXPECT_EQ(fragments.refused(), 1U);
  EXPECT_EQ(fragments.completed(), 0U);
}

TEST(Fragments, that_repeat_bytes_in_any_way_spoil_their_packet) {
  const auto whole = counted(96);
  struct Overlap {
    std::uint32_t from, to;
  };
  // Around, inside, at the front, at the end, and one byte range that only shares its start.
  for (const Overlap overlap :
       {Overlap{0, 96}, Overlap{40, 48}, Overlap{24, 40}, Overlap{56, 72}, Overlap{32, 72}}) {
    Fragments fragments;
    EXPECT_FALSE(fragments.take(part(whole, 32, 64)));
    EXPECT_FALSE(fragments.take(part(whole, overlap.from, overlap.to)));
    EXPECT_FALSE(fragments.take(part(whole, 0, 32)));
    EXPECT_FALSE(fragments.take(part(whole, 64, 96)));
    EXPECT_EQ(fragments.completed(), 0U) << overlap.from;
    EXPECT_EQ(fragments.refused(), 1U) << overlap.from;
  }
}

TEST(Fragments, end_where_the_last_part_says_and_only_once) {
  const auto whole = counted(96);
  Fragments fragments;
  EXPECT_FALSE(fragments.take(part(whole, 64, 96)));
  const auto longer = counted(120);
  EXPECT_FALSE(fragments.take(part(longer, 96, 120))) << "behind the end";
  EXPECT_EQ(fragments.refused(), 1U);
}

TEST(Fragments, in_the_middle_hold_whole_units_of_eight_bytes) {
  const auto whole = counted(96);
  Fragments fragments;
  EXPECT_FALSE(fragments.take(part(whole, 0, 31)));
  EXPECT_EQ(fragments.refused(), 1U);
}

TEST(Fragments, of_ipv6_have_the_protocol_of_the_first_part) {
  const auto whole = counted(96);
  Fragments fragments;
  const auto six = [&](std::uint32_t from, std::uint32_t to, std::uint8_t protocol) {
    Fragment one = part(whole, from, to);
    one.key = {.identification = 7, .family = model::Family::ipv6};
    one.protocol = protocol;
    return one;
  };
  EXPECT_FALSE(fragments.take(six(64, 96, 59)));
  EXPECT_FALSE(fragments.take(six(0, 32, 17)));
  ASSERT_TRUE(fragments.take(six(32, 64, 6)));
  EXPECT_EQ(fragments.protocol(), 17);
}

TEST(Fragments, stay_bounded_however_many_packets_are_open) {
  const auto whole = counted(100);
  Fragments fragments;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    EXPECT_FALSE(fragments.take(part(whole, 0, 32, i)));
  }
  EXPECT_EQ(fragments.open(), kMostOpenPackets);
}

TEST(Fragments, longer_than_any_packet_are_refused) {
  const auto whole = counted(70000);
  Fragments fragments;
  EXPECT_FALSE(fragments.take(part(whole, 65528, 65600)));
  EXPECT_EQ(fragments.refused(), 1U);
}

}  // namespace
}  // namespace minato::capture
