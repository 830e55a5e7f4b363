// Free-text search: what is found, in which order, in both languages, and hostile queries.
#include "registry/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "registry/fold.h"

namespace minato::registry {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

/// The name of a hit: "ssh" of ours, "iana:ssh" of a plain entry.
std::string name(const Hit& hit) {
  return hit.knowledge ? std::string(hit.knowledge->id()) : "iana:" + std::string(hit.iana->name());
}

std::vector<std::string> names(std::string_view query, std::size_t limit = 1000) {
  std::vector<std::string> result;
  for (const Hit& hit : search(query, {limit}).hits) result.push_back(name(hit));
  return result;
}

std::string first(std::string_view query) {
  const auto all = names(query, 1);
  return all.empty() ? "" : all.front();
}

std::optional<Match> first_match(std::string_view query) {
  const SearchResult result = search(query);
  if (result.hits.empty()) return std::nullopt;
  return result.hits.front().match;
}

TEST(Search, finds_a_port_by_its_number) {
  EXPECT_EQ(first("22"), "ssh");
  EXPECT_EQ(first("443/tcp"), "https");
  EXPECT_EQ(first_match("22"), Match::number);
  EXPECT_THAT(names("3389"), Not(Contains("iana:ms-wbt-server")));  // our entry stands for it
  EXPECT_EQ(first("7"), names("7").front());
  EXPECT_THAT(names("65000"), IsEmpty());
}

TEST(Search, finds_ranges_and_restricts_them_to_a_transport) {
  EXPECT_THAT(names("20-25"), Contains("telnet"));
  EXPECT_THAT(names("20-25/dccp"), Not(Contains("telnet")));
  EXPECT_THAT(names("6010-6011/tcp"), Not(IsEmpty()));
  EXPECT_THAT(names("25-20"), IsEmpty());
}

TEST(Search, prefers_exact_names_to_aliases_to_prefixes_to_words) {
  EXPECT_EQ(first("ssh"), "ssh");
  EXPECT_EQ(first_match("ssh"), Match::name);
  EXPECT_EQ(first("ms-wbt-server"), "rdp");
  EXPECT_EQ(first("postgres"), "postgresql");
  EXPECT_EQ(first_match("postgres"), Match::alias);
  EXPECT_EQ(first("mysqld"), "mysql");
  const SearchResult result = search("http", {500});
  EXPECT_TRUE(std::ranges::is_sorted(result.hits, {}, &Hit::match));
  EXPECT_EQ(name(result.hits.front()), "http");
  EXPECT_EQ(result.hits.back().match, Match::word);
}

TEST(Search, puts_our_knowledge_before_plain_iana_entries) {
  const SearchResult result = search("database", {1000});
  std::optional<Match> match;
  bool plain = false;
  for (const Hit& hit : result.hits) {
    if (hit.match != match) plain = false;
    match = hit.match;
    EXPECT_FALSE(plain && hit.knowledge) << name(hit);
    plain = plain || hit.iana.has_value();
  }
  EXPECT_THAT(names("database"), Contains("postgresql"));
}

TEST(Search, needs_every_word) {
  EXPECT_EQ(first("remote desktop"), "rdp");
  EXPECT_THAT(names("remote zzzzzz"), IsEmpty());
  EXPECT_EQ(first("http over tls"), "https");
}

TEST(Search, understands_japanese) {
  EXPECT_THAT(names("メール"), Contains("smtp"));
  EXPECT_THAT(names("データベース"), Contains("mysql"));
  EXPECT_THAT(names("ファイル 共有"), Contains("smb"));
}

TEST(Search, takes_full_width_letters_and_half_width_katakana_for_the_usual_ones) {
  EXPECT_EQ(names("ファイル\u3000共有"), names("ファイル 共有"));
  EXPECT_EQ(names("\uff92\uff70\uff99"), names("メール"));
  EXPECT_EQ(first("\uff33\uff33\uff28"), "ssh");
  EXPECT_EQ(first("\uff14\uff14\uff13"), "https");
}

TEST(Search, finds_names_by_wildcards) {
  const auto all = names("http*");
  EXPECT_THAT(all, Contains("http"));
  EXPECT_THAT(all, Contains("https"));
  EXPECT_THAT(all, Not(Contains("ssh")));
}

TEST(Search, lists_a_transport) {
  const SearchResult result = search("dccp", {1000});
  EXPECT_GE(result.total, 8U);
  for (const Hit& hit : result.hits) {
    EXPECT_TRUE(hit.knowledge || hit.iana->has(model::Transport::dccp));
  }
}

TEST(Search, guesses_when_a_word_is_misspelt) {
  EXPECT_EQ(first("htps"), "https");
  EXPECT_EQ(first_match("htps"), Match::fuzzy);
  EXPECT_EQ(first("telent"), "telnet");
  EXPECT_LE(names("telent").size(), 5U);
  EXPECT_THAT(names("qqqqqqqqqqqqqqqqqq"), IsEmpty());
}

TEST(Search, says_how_many_there_are_beyond_the_limit) {
  const SearchResult result = search("server", {3});
  EXPECT_EQ(result.hits.size(), 3U);
  EXPECT_GT(result.total, 100U);
}

TEST(Search, survives_hostile_queries) {
  EXPECT_THAT(names(""), IsEmpty());
  EXPECT_THAT(names("   "), IsEmpty());
  EXPECT_THAT(names("\x01"), IsEmpty());
  EXPECT_THAT(names("\xff\xfe\x80"), IsEmpty());
  EXPECT_EQ(search(std::string(100'000, '*') + "x", {1}).hits.size(), 1U);  // cut to stars alone
  EXPECT_THAT(names(std::string(100'000, 'a')), IsEmpty());
  EXPECT_THAT(names("99999999999999999999"), IsEmpty());
  std::string cut(199, 'z');
  cut += "港";  // the limit of 200 bytes falls into this character
  EXPECT_THAT(names(cut), IsEmpty());
}

TEST(Fold, makes_widths_and_cases_equal) {
  EXPECT_EQ(fold("\uff28ttP"), "http");
  EXPECT_EQ(fold("\uff8a\uff70\uff8a\uff9e\uff70"), "ハーバー");
  EXPECT_EQ(fold("A\xff"), "a\xff");
}

TEST(FindWord, tells_whole_words_from_parts) {
  EXPECT_EQ(find_word("Remote Desktop", "remote"), Found::whole_word);
  EXPECT_EQ(find_word("database", "data"), Found::word_start);
  EXPECT_EQ(find_word("mydatabase", "base"), Found::inside);
  EXPECT_EQ(find_word("mydatabase database", "database"), Found::whole_word);
  EXPECT_EQ(find_word("mydatabase", "se"), Found::nowhere);
  EXPECT_EQ(find_word("暗号化された Web", "暗号"), Found::whole_word);
  EXPECT_EQ(find_word("text", ""), Found::nowhere);
}

}  // namespace
}  // namespace minato::registry
