// Matches, verdict maps and maps of addresses all pair selectors with values.
#include "host/nft_visit.h"

namespace minato::host {
namespace {

void visit_set(const std::vector<NftSelector>& key, const NftSetPointer& set,
               const NftValuesVisit& visit) {
  if (!set) return;
  for (const NftElements& group : set->groups) {
    for (const std::vector<NftValues>& parts : group.keys) {
      for (std::size_t i = 0; i < parts.size() && i < key.size(); ++i) visit(key[i], parts[i]);
    }
  }
}

}  // namespace

void visit_values(const NftRule& rule, const NftValuesVisit& visit) {
  for (const NftStatement& statement : rule.statements) {
    if (const auto* match = std::get_if<NftMatch>(&statement)) {
      const auto* values = std::get_if<NftValues>(&match->right);
      if (values != nullptr && !match->left.empty()) {
        visit(match->left[0], *values);
      } else if (values == nullptr) {
        visit_set(match->left, std::get<NftSetPointer>(match->right), visit);
      }
    } else if (const auto* map = std::get_if<NftVerdictMap>(&statement)) {
      visit_set(map->key, map->map, visit);
    } else if (const auto* nat = std::get_if<NftNat>(&statement)) {
      visit_set(nat->key, nat->map, visit);
    }
  }
}

void visit_values(const NftRuleset& ruleset, const NftValuesVisit& visit) {
  for (const NftRule& rule : ruleset.rules) visit_values(rule, visit);
}

}  // namespace minato::host
