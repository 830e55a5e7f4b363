// iptables' own matches and targets inside rules that iptables-nft made: the kernel's structures
// (<linux/netfilter/xt_*.h>) as statements.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "host/nft_ruleset.h"
#include "host/nft_statements.h"

namespace minato::host {

/// The `index`-th extension of the rule. `named`: what libnftables tells of it, type and name; an
/// extension that does not agree is unknown. Never fails.
[[nodiscard]] std::vector<NftStatement> read_extension(const boost::json::value& named,
                                                       std::size_t index,
                                                       const NftRuleContext& context);

}  // namespace minato::host
