// Rules as nft writes them.
#pragma once

#include <cstdint>
#include <string>

#include "host/nft_ruleset.h"

namespace minato::host {

/// The text of a rule by its index, without counters' figures: `tcp dport 22 accept`. Hostile:
/// comments and log prefixes hold what others wrote, escape to print.
[[nodiscard]] std::string rule_text(const NftRuleset& rules, std::uint32_t rule);

}  // namespace minato::host
