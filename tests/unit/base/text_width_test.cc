// Width, escaping and line breaking of text that people and strangers wrote.
#include "base/text_width.h"

#include <gtest/gtest.h>

namespace minato::base {
namespace {

TEST(TextWidth, counts_japanese_characters_as_two_columns) {
  EXPECT_EQ(display_width("port"), 4U);
  EXPECT_EQ(display_width("港"), 2U);
  EXPECT_EQ(display_width("ポート 443"), 10U);
  EXPECT_EQ(display_width("ｱｲｳ"), 3U) << "half-width katakana";
}

TEST(TextWidth, counts_combining_marks_as_nothing) { EXPECT_EQ(display_width("e\u0301"), 1U); }

TEST(TextWidth, counts_an_invalid_byte_as_one_column) {
  EXPECT_EQ(display_width("a\xff"
                          "b"),
            3U);
}

TEST(EscapeControl, leaves_ordinary_text_alone) {
  EXPECT_EQ(escape_control("nginx: 港 master"), "nginx: 港 master");
}

TEST(EscapeControl, shows_escape_sequences_as_text) {
  EXPECT_EQ(escape_control("\x1b[31mred\n"), "\\x1b[31mred\\x0a");
  EXPECT_EQ(escape_control("\u009b"
                           "2J"),
            "\\u{9b}2J")
      << "the 8-bit CSI";
}

TEST(EscapeControl, shows_bidi_overrides_as_text) {
  EXPECT_EQ(escape_control("a\u202e"
                           "b"),
            "a\\u{202e}b");
}

TEST(EscapeControl, shows_invalid_utf8_as_bytes) {
  EXPECT_EQ(escape_control("a\xc3"), "a\\xc3");
  EXPECT_EQ(escape_control("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
}

TEST(Truncate, never_splits_a_wide_character) {
  EXPECT_EQ(truncate("港港港", 6), "港港港");
  EXPECT_EQ(truncate("港港港", 5), "港港…");
  EXPECT_EQ(truncate("港港港", 4), "港…");
  EXPECT_EQ(truncate("abc", 0), "");
}

TEST(Pad, fills_to_the_exact_width) {
  EXPECT_EQ(pad("港", 4), "港  ");
  EXPECT_EQ(pad("7", 3, Align::right), "  7");
  EXPECT_EQ(pad("ab", 5, Align::center), " ab  ");
  EXPECT_EQ(display_width(pad("港港港", 4)), 4U) << "cut at an odd column, then filled";
}

TEST(Wrap, breaks_english_at_spaces) {
  EXPECT_EQ(wrap("who holds port 3000", 10), (std::vector<std::string>{"who holds", "port 3000"}));
}

TEST(Wrap, breaks_japanese_between_characters_but_not_before_punctuation) {
  EXPECT_EQ(wrap("あいう。えお", 6), (std::vector<std::string>{"あい", "う。え", "お"}));
}

TEST(Wrap, cuts_a_word_longer_than_the_line) {
  EXPECT_EQ(wrap("abcdef", 4), (std::vector<std::string>{"abcd", "ef"}));
}

TEST(Wrap, gives_one_empty_line_for_no_text) {
  EXPECT_EQ(wrap("", 10), (std::vector<std::string>{""}));
}

}  // namespace
}  // namespace minato::base
