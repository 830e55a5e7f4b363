// The hash against its published vectors, the permutation against what the word means.
#include "scan/permutation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "scan/siphash.h"

namespace minato::scan {
namespace {

constexpr HashKey kKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

TEST(SipHash, agrees_with_the_published_test_vectors) {
  // From the reference implementation: key 00 01 … 0f, message 00 01 … of growing length.
  std::vector<std::uint8_t> message(64);
  std::iota(message.begin(), message.end(), std::uint8_t{0});
  const auto of = [&](std::size_t length) {
    return siphash(kKey, base::Bytes(message).first(length));
  };
  EXPECT_EQ(of(0), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(of(1), 0x74f839c593dc67fdU);
  EXPECT_EQ(of(8), 0x93f5f5799a932462U);
  EXPECT_EQ(of(15), 0xa129ca6149be45e5U);
}

TEST(Permutation, visits_every_number_once_for_every_small_size) {
  for (std::uint64_t size = 1; size <= 600; ++size) {
    const Permutation order(size, kKey);
    std::vector<bool> seen(size);
    for (std::uint64_t position = 0; position < size; ++position) {
      const auto number = static_cast<std::uint64_t>(order.at(position));
      ASSERT_LT(number, size);
      EXPECT_FALSE(seen[number]) << size;
      seen[number] = true;
      EXPECT_EQ(order.position_of(number), position);
    }
  }
}

TEST(Permutation, inverts_at_every_scale_up_to_2_to_the_127) {
  for (unsigned bits = 10; bits <= 127; ++bits) {
    for (const base::Uint128 off : {0U, 1U, 12345U}) {
      const base::Uint128 size =
          (static_cast<base::Uint128>(1) << bits) - off % (base::Uint128{1} << (bits / 2));
      const Permutation order(size, kKey);
      for (base::Uint128 i = 0; i < 20; ++i) {
        const base::Uint128 position = size / 20 * i;
        const base::Uint128 number = order.at(position);
        ASSERT_LT(number, size);
        EXPECT_EQ(order.position_of(number), position) << bits;
      }
    }
  }
}

TEST(Permutation, another_key_gives_another_order) {
  const Permutation one(65536, kKey);
  const Permutation two(65536, {1, 2});
  int equal = 0;
  for (std::uint64_t i = 0; i < 65536; ++i) equal += one.at(i) == two.at(i) ? 1 : 0;
  EXPECT_LT(equal, 16);  // one is expected
}

TEST(Permutation, spreads_neighbors_evenly) {
  // Of each 1,000 consecutive positions, about as many fall into each sixteenth of the numbers.
  constexpr std::uint64_t kSize = 1'000'000;
  const Permutation order(kSize, kKey);
  for (std::uint64_t start = 0; start < kSize; start += 100'000) {
    std::vector<double> counts(16);
    for (std::uint64_t i = 0; i < 1000; ++i) {
      counts[static_cast<std::size_t>(order.at(start + i) * 16 / kSize)] += 1;
    }
    double chi = 0;
    for (const double count : counts) chi += (count - 62.5) * (count - 62.5) / 62.5;
    EXPECT_LT(chi, 45) << start;  // 15 degrees of freedom: p < 0.0001 beyond
  }
}

}  // namespace
}  // namespace minato::scan
