// Strings, suggestions, bytes, time and errors.
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/strings.h"
#include "base/suggest.h"
#include "base/text.h"

namespace minato::base {
namespace {

TEST(Strings, parse_number_takes_the_whole_text_or_nothing) {
  EXPECT_EQ(parse_number<std::uint16_t>("65535"), 65535);
  EXPECT_FALSE(parse_number<std::uint16_t>("65536"));
  EXPECT_FALSE(parse_number<std::uint16_t>("80x"));
  EXPECT_FALSE(parse_number<std::uint16_t>(""));
  EXPECT_FALSE(parse_number<std::uint16_t>("-1"));
}

TEST(Strings, split_keeps_empty_parts_and_words_drops_them) {
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
  EXPECT_EQ(words("  a \t b\n").size(), 2U);
  EXPECT_TRUE(words(" ").empty());
}

TEST(Strings, globs_match_as_a_shell_would) {
  EXPECT_TRUE(matches_glob("http*", "https"));
  EXPECT_TRUE(matches_glob("*sql*", "postgresql"));
  EXPECT_TRUE(matches_glob("?ap", "pap"));
  EXPECT_TRUE(matches_glob("a*b*c", "aXbXbc"));
  EXPECT_FALSE(matches_glob("http", "https"));
  EXPECT_FALSE(matches_glob("?", ""));
}

TEST(Suggest, finds_the_nearest_word) {
  constexpr std::array<std::string_view, 4> kWords = {"report", "explain", "ls", "kill"};
  EXPECT_EQ(suggest("explian", kWords), "explain");
  EXPECT_EQ(suggest("kil", kWords), "kill");
  EXPECT_FALSE(suggest("zzzz", kWords));
  EXPECT_EQ(edit_distance("ab", "ba"), 1U) << "a swap is one step";
}

TEST(ByteReader, yields_zero_and_fails_for_good_beyond_the_end) {
  constexpr std::array<std::uint8_t, 3> kData = {1, 2, 3};
  ByteReader reader(kData);
  EXPECT_EQ(reader.u16(), 0x0102);
  EXPECT_EQ(reader.u16(), 0);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.u8(), 0) << "failure stays";
}

TEST(ByteReader, reads_both_byte_orders) {
  constexpr std::array<std::uint8_t, 8> kData = {1, 2, 3, 4, 1, 2, 3, 4};
  ByteReader reader(kData);
  EXPECT_EQ(reader.u32(), 0x01020304U);
  EXPECT_EQ(reader.u32_little(), 0x04030201U);
}

TEST(ByteWriter, never_writes_beyond_its_buffer) {
  std::array<std::uint8_t, 3> buffer{};
  ByteWriter writer(buffer);
  writer.u16(0xabcd);
  writer.u16(0x1234);
  EXPECT_TRUE(writer.failed());
  EXPECT_EQ(writer.size(), 2U);
  EXPECT_EQ(buffer[2], 0);
}

TEST(Timestamp, text_parses_back) {
  const auto parsed = parse_timestamp("2026-11-23T20:00:00.123456Z");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(to_text(*parsed), "2026-11-23T20:00:00.123456Z");
  EXPECT_EQ(to_text(parse_timestamp("1970-01-01T00:00:00Z").value()),
            "1970-01-01T00:00:00.000000Z");
}

TEST(Timestamp, rejects_what_is_not_a_time) {
  for (const char* bad :
       {"", "2026", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01 00:00:00Z",
        "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z"}) {
    EXPECT_FALSE(parse_timestamp(bad)) << bad;
  }
}

TEST(Error, reads_with_its_causes_in_both_languages) {
  const Error error = system_error("open /proc/1/fd", 13);
  EXPECT_EQ(error.code, ErrorCode::permission);
  EXPECT_EQ(to_text(error, Language::en), "open /proc/1/fd: Permission denied");
  const Error outer = error.within(input_error("error.port.number", {"7x"}, {}));
  EXPECT_EQ(to_text(outer, Language::ja),
            "「7x」はポート番号ではありません(0〜65535): open /proc/1/fd: Permission denied");
}

TEST(Error, escapes_what_strangers_put_into_arguments) {
  const Error error = input_error("error.port.number", {"\x1b[2J"}, {});
  EXPECT_EQ(to_text(error, Language::en), "\"\\x1b[2J\" is not a port number (0 to 65535)");
}

TEST(Catalogue, is_sorted_and_complete) {
  const auto entries = catalogue();
  ASSERT_FALSE(entries.empty());
  for (std::size_t i = 1; i < entries.size(); ++i) EXPECT_LT(entries[i - 1].key, entries[i].key);
  for (const CatalogueEntry& entry : entries) {
    EXPECT_FALSE(entry.en.empty()) << entry.key;
    EXPECT_FALSE(entry.ja.empty()) << entry.key;
  }
}

TEST(Language, unknown_locales_read_english) {
  EXPECT_EQ(parse_language("ja"), Language::ja);
  EXPECT_FALSE(parse_language("fr"));
}

}  // namespace
}  // namespace minato::base
