// Walking over everything that rules compare fields with.
#pragma once

#include <functional>

#include "host/nft_ruleset.h"

namespace minato::host {

using NftValuesVisit = std::function<void(const NftSelector&, const NftValues&)>;

/// Calls `visit` for each field of the rule's matches and maps with each set of values it is
/// compared with.
void visit_values(const NftRule& rule, const NftValuesVisit& visit);

/// The same for all rules; values that several rules share are visited for each.
void visit_values(const NftRuleset& ruleset, const NftValuesVisit& visit);

}  // namespace minato::host
