// The judge against rulesets of the lab, recorded with what really reached the listeners
// (tests/lab/exposure/record.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "host/exposure.h"
#include "host/nft_reader.h"
#include "unit/host/exposure_machines.h"
#include "unit/host/ruleset_file.h"

namespace minato::host {
namespace {

std::vector<std::string> recorded() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(MINATO_RULESETS_FOLDER)) {
    names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

class RecordedRuleset : public testing::TestWithParam<std::string> {};

TEST_P(RecordedRuleset, is_judged_as_it_was_found) {
  const json::value file =
      read_json_file(std::string(MINATO_RULESETS_FOLDER) + "/" + GetParam() + ".json");
  const sys::PacketFilterDump dump = dump_of(file.at("dump"));
  ExposureInputs inputs = lab_host();
  inputs.rules = read_ruleset(dump);
  ASSERT_TRUE(inputs.rules);
  inputs.legacy_tables = dump.legacy_tables;
  if (!file.at("route_localnet").as_array().empty()) inputs.route_localnet = {3};
  const ExposureJudge judge = ExposureJudge::create(std::move(inputs));
  for (const auto& [spec, scope] : file.at("truth").as_object()) {
    const model::ExposureVerdict verdict = judge.judge(socket_of(spec));
    const auto& unknown = file.at("unknown").as_array();
    const bool may_be_unknown =
        std::ranges::any_of(unknown, [&](const json::value& one) { return one == spec; });
    const std::string told(to_text(verdict.exposure));
    EXPECT_TRUE(told == scope.as_string() || (may_be_unknown && told == "unknown"))
        << spec << " is reached from " << scope << ", judged " << told << " because of "
        << verdict.reason_key << " " << testing::PrintToString(verdict.reason_args);
  }
}

std::vector<std::string> told_about(const std::string& name, model::Port port) {
  const json::value file =
      read_json_file(std::string(MINATO_RULESETS_FOLDER) + "/" + name + ".json");
  ExposureInputs inputs = lab_host();
  inputs.rules = read_ruleset(dump_of(file.at("dump")));
  std::vector<std::string> told;
  const ExposureJudge judge = ExposureJudge::create(std::move(inputs));
  for (const RuleAboutPort& rule : judge.rules_about(port)) {
    told.push_back(rule.chain + ": " + rule.text + " [" + rule.verdict + "]");
  }
  return told;
}

TEST(RulesAbout, finds_ports_in_ranges_sets_maps_and_translations) {
  using model::Transport;
  using Told = std::vector<std::string>;
  EXPECT_EQ(told_about("one-port", {22, Transport::tcp}), Told{"c: tcp dport 22 accept [accept]"});
  EXPECT_EQ(told_about("one-port", {22, Transport::udp}), Told{}) << "the rule is about TCP";
  EXPECT_EQ(told_about("several-ports-and-a-range", {8500, Transport::tcp}),
            Told{"c: tcp dport { 80, 8000-9000 } accept [accept]"});
  EXPECT_EQ(told_about("verdict-map-of-ports-and-sources", {443, Transport::tcp}),
            Told{"c: tcp dport vmap @ports [vmap]"});
  EXPECT_EQ(told_about("redirect-without-a-filter", {8080, Transport::tcp}),
            Told{"c: tcp dport 9080 redirect to :8080 [redirect]"});
  EXPECT_EQ(told_about("iptables", {8085, Transport::tcp}).size(), 1U) << "iptables' multiport";
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Lab, RecordedRuleset, testing::ValuesIn(recorded()), test_name);

}  // namespace
}  // namespace minato::host
