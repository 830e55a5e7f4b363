// Rules as text, held against what nft itself printed of the recorded rulesets.
#include "host/nft_text.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <string>

#include "base/strings.h"
#include "host/nft_reader.h"
#include "unit/host/ruleset_file.h"

namespace minato::host {
namespace {

/// {"FAMILY TABLE CHAIN HANDLE": text} of `nft -a list ruleset`, one line rules only.
std::map<std::string, std::string> rules_in(const std::string& listing) {
  static const std::regex kTable("^table (\\S+) (\\S+) \\{.*");
  static const std::regex kChain("^\\tchain (\\S+) \\{.*");
  static const std::regex kRule("^\\t\\t(.*) # handle (\\d+)$");
  static const std::regex kCounter("counter packets \\d+ bytes \\d+");
  static const std::regex kSpaces(" +");
  std::map<std::string, std::string> rules;
  std::string table;
  std::string chain;
  for (const std::string_view line : base::split(listing, '\n')) {
    std::cmatch found;
    const char* const begin = line.data();
    const char* const end = begin + line.size();
    if (std::regex_match(begin, end, found, kTable)) table = found.str(1) + " " + found.str(2);
    if (std::regex_match(begin, end, found, kChain)) chain = found.str(1);
    if (!std::regex_match(begin, end, found, kRule) || found.str(1) == "}") continue;
    const std::string plain = std::regex_replace(found.str(1), kCounter, "counter");
    rules[table + " " + chain + " " + found.str(2)] =
        std::string(base::trim(std::regex_replace(plain, kSpaces, " ")));
  }
  return rules;
}

TEST(NftText, reads_as_nft_writes) {
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(MINATO_RULESETS_FOLDER)) {
    const json::value file = read_json_file(entry.path());
    const auto ruleset = read_ruleset(dump_of(file.at("dump")));
    ASSERT_TRUE(ruleset);
    const auto printed = rules_in(file.at("nft").as_string().c_str());
    for (std::uint32_t i = 0; i < ruleset->rules.size(); ++i) {
      const NftRule& rule = ruleset->rules[i];
      const NftChain& chain = ruleset->chains[rule.chain];
      const auto at = printed.find(chain.family_name + " " + chain.table + " " + chain.name + " " +
                                   std::to_string(rule.handle));
      if (at == printed.end()) continue;
      const std::string text = rule_text(*ruleset, i);
      EXPECT_EQ(text.find('{' + std::string(1, '"')), std::string::npos) << text;
      // nft puts iptables' extensions into other words, and leaves some out.
      if (ruleset->extensions.contains(i)) continue;
      ++compared;
      EXPECT_EQ(text, at->second) << entry.path();
    }
  }
  EXPECT_GT(compared, 200);
}

}  // namespace
}  // namespace minato::host
