// The statements of nftables rules: matches, verdicts, maps, address translation, limits, marks.
#pragma once

#include <boost/json/fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/nft_ruleset.h"
#include "host/nft_selectors.h"
#include "host/nft_sets.h"
#include "sys/nftables.h"

namespace minato::host {

/// What a rule is read with.
struct NftRuleContext {
  NftChoices& choices;
  const NftSets& sets;
  std::string family{};
  std::string table{};
  /// iptables' own matches and targets in this rule, in its order.
  std::span<const sys::NftExtension> extensions{};
};

/// The expressions of a rule. Those that only count, log or comment are left out; what is not
/// known is NftUnknown. Never fails.
[[nodiscard]] std::vector<NftStatement> read_statements(const boost::json::value& expressions,
                                                        const NftRuleContext& context);

/// Names of the sets that a rule adds to while packets pass.
[[nodiscard]] std::vector<std::string> sets_changed_by(const boost::json::value& expressions);

}  // namespace minato::host
