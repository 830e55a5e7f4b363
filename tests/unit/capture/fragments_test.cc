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
