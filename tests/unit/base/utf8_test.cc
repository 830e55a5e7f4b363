// UTF-8 that strangers wrote.
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <random>

namespace minato::base {
namespace {

TEST(Utf8, leaves_well_formed_text_alone) {
  for (const char* text : {"", "port 443", "港の扉", "a longer text with 日本語 inside it", "🚢"}) {
    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(mended_utf8(text), text);
  }
}

TEST(Utf8, replaces_each_ill_formed_byte) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"a\xff", "a\uFFFD"},
      {"\xe6\xb8", "\uFFFD\uFFFD"},
      {"\xc0\xaf", "\uFFFD\uFFFD"},
      {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\x80港", "\uFFFD港"},
  };
  for (const auto& [bytes, mended] : table) {
    EXPECT_FALSE(is_utf8(bytes));
    EXPECT_EQ(mended_utf8(bytes), mended);
  }
}

TEST(Utf8, mends_random_bytes_into_well_formed_text) {
  std::mt19937 random(3);  // NOLINT(bugprone-random-generator-seed): a test that repeats
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_TRUE(is_utf8(mended_utf8(bytes)));
  }
}

TEST(Utf8, appends_scalar_values_and_replaces_what_is_none) {
  std::string text;
  for (const char32_t code : {U'a', U'\u00e9', U'港', U'\U0001F6A2'}) append_utf8(text, code);
  EXPECT_EQ(text, "aé港🚢");
  for (const char32_t code : {char32_t{0xd800}, char32_t{0x110000}}) {
    text.clear();
    append_utf8(text, code);
    EXPECT_EQ(text, "\uFFFD");
  }
}

}  // namespace
}  // namespace minato::base
