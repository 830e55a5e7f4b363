// The reason names what an administrator would change: the rule that lets in, else the rule that
// keeps the wider scopes out, else the address.
#include "host/exposure_reason.h"

#include <fmt/core.h>

#include <string>
#include <utility>

#include "base/text_width.h"
#include "host/nft_text.h"
#include "model/address_set.h"

namespace minato::host {
namespace {

using model::Exposure;
using model::ExposureVerdict;

constexpr std::uint32_t kIndex = ~kPolicy;

std::string chain_name(const NftChain& chain) {
  return base::escape_control(fmt::format("{} {} {}", chain.family_name, chain.table, chain.name));
}

/// "inet filter input handle 7" and the rule's text; of a policy only the chain.
std::vector<std::string> arguments_of(std::uint32_t by, const NftRuleset& rules) {
  if ((by & kPolicy) != 0) return {chain_name(rules.chains[by & kIndex])};
  const NftRule& rule = rules.rules[by];
  return {fmt::format("{} handle {}", chain_name(rules.chains[rule.chain]), rule.handle),
          base::escape_control(rule_text(rules, by))};
}

bool is_policy(std::uint32_t by) { return by != kNoRule && (by & kPolicy) != 0; }

ExposureVerdict undecided(std::uint32_t by, const NftRuleset& rules) {
  if (by == kNoRule) return {Exposure::unknown, "exposure.reason.membership"};
  const char* const key =
      is_policy(by) ? "exposure.reason.undecided-chain" : "exposure.reason.undecided";
  return {Exposure::unknown, key, arguments_of(by, rules)};
}

ExposureVerdict kept_out(Exposure exposure, std::uint32_t by, const NftRuleset& rules) {
  const char* const key =
      is_policy(by) ? "exposure.reason.policy-drops" : "exposure.reason.rule-drops";
  return {exposure, key, arguments_of(by, rules)};
}

/// What keeps the scopes beyond `exposure` out; the widest one counts.
std::optional<std::uint32_t> stop_beyond(const ExposureFindings& findings, Exposure exposure) {
  for (const Exposure scope :
       {Exposure::public_, Exposure::private_, Exposure::link, Exposure::loopback}) {
    if (scope <= exposure) return std::nullopt;
    if (const auto stop = findings.stop(scope)) return stop;
  }
  return std::nullopt;
}

}  // namespace

ExposureVerdict conclude(const ExposureFindings& findings, const NftRuleset& rules) {
  const Exposure sure = findings.widest_reach();
  const Exposure perhaps = findings.widest_doubt();
  if (perhaps > sure) return undecided(*findings.doubt(perhaps), rules);
  const auto stop = stop_beyond(findings, sure);
  if (sure == Exposure::none) {
    return stop ? kept_out(sure, *stop, rules)
                : ExposureVerdict{Exposure::none, "exposure.reason.no-way"};
  }
  const ExposureReach& reach = *findings.reach(sure);
  const bool from_outside = sure > Exposure::loopback;
  if (from_outside && reach.accepted_by != kNoRule) {
    return {sure, "exposure.reason.rule-accepts", arguments_of(reach.accepted_by, rules)};
  }
  if (from_outside && reach.translated_by != kNoRule) {
    return {sure, "exposure.reason.rule-translates", arguments_of(reach.translated_by, rules)};
  }
  if (stop) return kept_out(sure, *stop, rules);
  const auto address = model::address_of(reach.family, 0, reach.destination);
  return {
      sure, "exposure.reason.address", {to_text(address), base::escape_control(reach.interface)}};
}

}  // namespace minato::host
