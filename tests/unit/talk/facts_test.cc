// Facts: order, many values of one key, and limits.
#include "talk/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "talk/line_reader.h"

namespace minato::talk {
namespace {

TEST(Facts, keep_their_order_and_all_values_of_a_key) {
  Facts facts;
  facts.add("ssh.kex", "curve25519-sha256");
  facts.add_number("http.status", 301);
  facts.add("ssh.kex", "sntrup761x25519-sha512");
  EXPECT_EQ(facts.first("ssh.kex"), "curve25519-sha256");
  EXPECT_THAT(facts.all("ssh.kex"),
              testing::ElementsAre("curve25519-sha256", "sntrup761x25519-sha512"));
  EXPECT_EQ(facts.number("http.status"), 301);
  EXPECT_EQ(facts.number("ssh.kex"), std::nullopt);
  EXPECT_TRUE(facts.has("ssh.kex", "sntrup761x25519-sha512"));
  EXPECT_FALSE(facts.has("tls.version"));
  EXPECT_EQ(facts.text("tls.version"), "");
}

TEST(Facts, read_as_lines_with_control_characters_escaped) {
  Facts facts;
  facts.add("ssh.banner", "a\x1b[31m\n");
  EXPECT_EQ(to_text(facts), "ssh.banner = a\\x1b[31m\\x0a\n");
}

TEST(Facts, stay_bounded_and_say_that_something_was_left_out) {
  Facts facts;
  for (std::size_t i = 0; i < Facts::kMostFacts + 10; ++i) facts.add("k", "v");
  EXPECT_EQ(facts.entries().size(), Facts::kMostFacts);
  EXPECT_TRUE(facts.cut());

  Facts large;
  large.add("k", std::string(Facts::kMostValueBytes + 1, 'a'));
  EXPECT_EQ(large.text("k").size(), Facts::kMostValueBytes);
  EXPECT_TRUE(large.cut());
}

TEST(LineReader, takes_lines_out_of_pieces) {
  LineReader lines(16);
  lines.add(base::as_bytes("one\r\ntw"));
  EXPECT_EQ(lines.next(), "one");
  EXPECT_EQ(lines.next(), std::nullopt);
  EXPECT_EQ(lines.rest(), "tw");
  lines.add(base::as_bytes("o\nthree"));
  EXPECT_EQ(lines.next(), "two");
  EXPECT_EQ(lines.rest(), "three");
  EXPECT_FALSE(lines.overflowed());
}

TEST(LineReader, gives_up_on_a_line_without_end) {
  LineReader lines(16);
  lines.add(base::as_bytes(std::string(17, 'a')));
  EXPECT_EQ(lines.next(), std::nullopt);
  EXPECT_TRUE(lines.overflowed());
  lines.add(base::as_bytes("\nagain\n"));
  EXPECT_EQ(lines.next(), std::nullopt);
}

}  // namespace
}  // namespace minato::talk
