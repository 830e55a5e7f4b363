// The Internet checksum against its definition, word by word.
#include "wire/checksum.h"

#include <gtest/gtest.h>

#include <random>

#include "unit/wire/hex.h"

namespace minato::wire {
namespace {

/// RFC 1071 section 1, as it reads.
std::uint16_t by_definition(base::Bytes bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    sum += static_cast<std::uint32_t>(bytes[i] << 8);
    if (i + 1 < bytes.size()) sum += bytes[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return static_cast<std::uint16_t>(~sum);
}

TEST(Checksum, agrees_with_the_example_of_rfc_1071) {
  ChecksumSum sum;
  sum.add(hex("0001 f203 f4f5 f6f7"));
  EXPECT_EQ(sum.folded(), 0xddf2);
}

TEST(Checksum, agrees_with_the_definition_for_random_bytes_of_every_length) {
  std::mt19937 random(3);  // NOLINT(bugprone-random-generator-seed): a test that repeats
  for (std::size_t length = 0; length < 200; ++length) {
    std::vector<std::uint8_t> bytes(length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    ChecksumSum sum;
    sum.add(bytes);
    EXPECT_EQ(sum.checksum(), by_definition(bytes)) << length;
  }
}

TEST(Checksum, sums_pieces_as_it_sums_the_whole) {
  const auto bytes = hex("0102 0304 0506 0708 090a");
  ChecksumSum pieces;
  pieces.add16(0x0102);
  pieces.add32(0x03040506);
  ChecksumSum tail;
  tail.add(hex("0708 090a"));
  pieces.add(tail);
  ChecksumSum whole;
  whole.add(bytes);
  EXPECT_EQ(pieces.checksum(), whole.checksum());
}

TEST(Checksum, incremental_update_equals_a_full_sum) {
  std::mt19937 random(5);  // NOLINT(bugprone-random-generator-seed): a test that repeats
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint8_t> bytes(20);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    const std::size_t at = random() % 10 * 2;
    const std::uint16_t before = by_definition(bytes);
    const auto old_word = static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
    const auto new_word = static_cast<std::uint16_t>(round % 3 == 0 ? 0 : random());
    bytes[at] = static_cast<std::uint8_t>(new_word >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(new_word);
    EXPECT_EQ(updated_checksum(before, old_word, new_word), by_definition(bytes));
  }
}

TEST(Checksum, knows_a_whole_segment_from_a_damaged_one) {
  const auto from = model::IpAddress::parse("10.0.0.1").value();
  const auto to = model::IpAddress::parse("10.0.0.2").value();
  auto segment = hex("f001 0050 11223344 00000000 5002 0400 0000 0000");
  ChecksumSum sum = pseudo_header_sum(from, to, 6, 20);
  sum.add(segment);
  segment[16] = static_cast<std::uint8_t>(sum.checksum() >> 8);
  segment[17] = static_cast<std::uint8_t>(sum.checksum());
  EXPECT_TRUE(transport_checksum_holds(from, to, 6, segment));
  segment[5] ^= 1;
  EXPECT_FALSE(transport_checksum_holds(from, to, 6, segment));
}

}  // namespace
}  // namespace minato::wire
