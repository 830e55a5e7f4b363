// Every fingerprint's examples are its tests: what is read out of them, and that no other product's
// fingerprint wins them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "identify/fingerprint_reader.h"
#include "identify/fingerprint_set.h"

namespace minato::identify {
namespace {

std::vector<FingerprintText> all_texts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(MINATO_FINGERPRINTS_FOLDER)) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<FingerprintText> out;
  for (const auto& path : paths) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    auto read = read_fingerprints(path.filename().string(), text.str());
    EXPECT_TRUE(read) << base::to_text(read.error(), base::Language::en);
    if (read) out.insert(out.end(), read->begin(), read->end());
  }
  return out;
}

/// "version=1.2" for each group and fixed field that the match tells.
std::set<std::string> told(const Match& match) {
  std::set<std::string> out;
  for (const auto& [name, value] : match.groups)
    out.insert(std::string(name).append("=").append(value));
  if (!match.fingerprint->version.empty()) {
    out.insert("version=" + std::string(match.fingerprint->version));
  }
  if (!match.fingerprint->os.empty()) out.insert("os=" + std::string(match.fingerprint->os));
  return out;
}

TEST(Fingerprints, EachExampleIsWonByItsOwnProduct) {
  const FingerprintSet set = FingerprintSet::builtin();
  for (const FingerprintText& text : all_texts()) {
    for (const Example& example : text.examples) {
      SCOPED_TRACE(text.place + ": " + example.text);
      const std::vector<Match> matches = set.matches(text.fact, example.text);
      const auto own =
          std::ranges::find(matches, std::string_view(text.place),
                            [](const Match& match) { return match.fingerprint->place; });
      EXPECT_TRUE(own != matches.end()) << "does not match its own example";
      for (const Match& other : matches) {
        if (other.fingerprint->role != text.role) continue;
        if (other.fingerprint->rank < text.rank) continue;
        EXPECT_EQ(other.fingerprint->product, text.product) << other.fingerprint->place;
        EXPECT_EQ(other.fingerprint->service, text.service) << other.fingerprint->place;
      }
    }
  }
}

TEST(Fingerprints, EachExampleYieldsWhatItSays) {
  const FingerprintSet set = FingerprintSet::builtin();
  for (const FingerprintText& text : all_texts()) {
    for (const Example& example : text.examples) {
      SCOPED_TRACE(text.place + ": " + example.text);
      for (const Match& match : set.matches(text.fact, example.text)) {
        if (match.fingerprint->place != text.place) continue;
        const std::set<std::string> all = told(match);
        for (const std::string& expected : example.expected) {
          EXPECT_THAT(all, testing::Contains(expected));
        }
      }
    }
  }
}

TEST(Fingerprints, NeverClaimAVersionThatTheExampleDoesNotExpect) {
  const FingerprintSet set = FingerprintSet::builtin();
  for (const FingerprintText& text : all_texts()) {
    for (const Example& example : text.examples) {
      const bool expected = std::ranges::any_of(
          example.expected, [](const std::string& one) { return one.starts_with("version="); });
      if (expected) continue;
      for (const Match& match : set.matches(text.fact, example.text)) {
        if (match.fingerprint->role != Role::product) continue;
        EXPECT_EQ(match.group("version"), "")
            << text.place << ": " << example.text << " by " << match.fingerprint->place;
      }
    }
  }
}

}  // namespace
}  // namespace minato::identify
