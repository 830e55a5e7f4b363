// Connections that this machine opens, held against rules for its own packets.
#include "host/outgoing.h"

#include <gtest/gtest.h>

#include <string>

#include "host/nft_reader.h"
#include "unit/host/exposure_machines.h"

namespace minato::host {
namespace {

/// rules: as the "expr" lists of a chain's rules in libnftables' JSON.
NftRuleset output_chain(const std::vector<std::string>& rules, std::string_view policy = "accept",
                        std::string_view hook = "output") {
  std::string text =
      R"({"nftables":[{"table":{"family":"inet","name":"own","handle":1}},)"
      R"({"chain":{"family":"inet","table":"own","name":"out","handle":1,"type":"filter","hook":")" +
      std::string(hook) + R"(","prio":0,"policy":")" + std::string(policy) + "\"}}";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    text += R"(,{"rule":{"family":"inet","table":"own","chain":"out","handle":)" +
            std::to_string(i + 2) + R"(,"expr":)" + rules[i] + "}}";
  }
  return read_ruleset({.documents = {text + "]}"}}).value();
}

std::string port_rule(int port, const std::string& verdict) {
  return R"([{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":)" +
         std::to_string(port) + "}},{\"" + verdict + "\":null}]";
}

OutgoingVerdict judged(const NftRuleset& rules, std::string_view to, std::uint16_t port,
                       std::string_view from = "203.0.113.5") {
  return judge_outgoing(rules, lab_host().interfaces,
                        {.from = {test_address(from), {40000, model::Transport::tcp}},
                         .to = {test_address(to), {port, model::Transport::tcp}},
                         .output_index = 2});
}

TEST(Outgoing, without_rules_everything_passes) {
  EXPECT_EQ(judged({}, "192.0.2.1", 443).fate, OutgoingFate::passes);
}

TEST(Outgoing, the_rule_that_drops_is_named) {
  const NftRuleset rules = output_chain({port_rule(22, "accept"), port_rule(443, "drop")});
  const OutgoingVerdict verdict = judged(rules, "192.0.2.1", 443);
  EXPECT_EQ(verdict.fate, OutgoingFate::stopped);
  EXPECT_EQ(verdict.where, "inet own out handle 3");
  EXPECT_EQ(verdict.rule, "tcp dport 443 drop");
  EXPECT_EQ(judged(rules, "192.0.2.1", 22).fate, OutgoingFate::passes);
  EXPECT_EQ(judged(rules, "192.0.2.1", 80).fate, OutgoingFate::passes);
}

TEST(Outgoing, a_policy_that_drops_is_named_by_its_chain) {
  const NftRuleset rules = output_chain({port_rule(443, "accept")}, "drop");
  EXPECT_EQ(judged(rules, "192.0.2.1", 443).fate, OutgoingFate::passes);
  const OutgoingVerdict verdict = judged(rules, "2001:db8::1", 80, "2001:db8:1::5");
  EXPECT_EQ(verdict.fate, OutgoingFate::stopped);
  EXPECT_EQ(verdict.where, "inet own out");
  EXPECT_EQ(verdict.rule, "");
}

TEST(Outgoing, around_the_loopback_the_input_chain_counts_too) {
  const NftRuleset rules = output_chain({port_rule(443, "drop")}, "accept", "input");
  EXPECT_EQ(judged(rules, "127.0.0.1", 443, "127.0.0.1").fate, OutgoingFate::stopped);
  EXPECT_EQ(judged(rules, "203.0.113.5", 443).fate, OutgoingFate::stopped);
  EXPECT_EQ(judged(rules, "192.0.2.1", 443).fate, OutgoingFate::passes);
}

TEST(Outgoing, what_depends_on_who_sends_is_unknown_with_the_rule) {
  const NftRuleset rules = output_chain(
      {R"([{"match":{"op":"==","left":{"meta":{"key":"skuid"}},"right":12345}},{"drop":null}])"});
  const OutgoingVerdict verdict = judged(rules, "192.0.2.1", 443);
  EXPECT_EQ(verdict.fate, OutgoingFate::unknown);
  EXPECT_EQ(verdict.rule, "meta skuid 12345 drop");
}

}  // namespace
}  // namespace minato::host
