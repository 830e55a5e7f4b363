// Looking for a port in matches, maps and translations.
#include "host/nft_about_port.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "host/nft_text.h"
#include "host/nft_values.h"
#include "host/nft_visit.h"

namespace minato::host {
namespace {

constexpr unsigned kPortBits = 16;

std::optional<std::uint8_t> number_of(model::Transport transport) {
  if (transport == model::Transport::tcp) return kTransportTcp;
  if (transport == model::Transport::udp) return kTransportUdp;
  return std::nullopt;
}

/// True when the port is among the values, and not just because all ports are.
bool names_port(const NftIntervals& values, std::uint16_t port) {
  const NftIntervals all = NftIntervals::all(kPortBits);
  return values.contains(port) && values.intersected(all) != all;
}

bool translates_to(const NftRule& rule, std::uint16_t port) {
  return std::ranges::any_of(rule.statements, [&](const NftStatement& statement) {
    const auto* nat = std::get_if<NftNat>(&statement);
    return nat != nullptr && nat->port && names_port(nat->port->numbers, port);
  });
}

/// A rule about the other transport says nothing about this port.
bool excludes(const NftRule& rule, std::uint8_t transport) {
  return std::ranges::any_of(rule.statements, [&](const NftStatement& statement) {
    const auto* match = std::get_if<NftMatch>(&statement);
    if (match == nullptr || match->left.size() != 1) return false;
    const NftSelector& selector = match->left[0];
    if (selector.guard.transport && *selector.guard.transport != transport) return true;
    const auto* values = std::get_if<NftValues>(&match->right);
    const bool asks = selector.field == NftField::transport && values != nullptr && !selector.mask;
    return asks && values->numbers.contains(transport) != (match->test == NftTest::in);
  });
}

bool mentions(const NftRule& rule, std::uint16_t port, std::uint8_t transport) {
  if (excludes(rule, transport)) return false;
  bool found = translates_to(rule, port);
  visit_values(rule, [&](const NftSelector& selector, const NftValues& values) {
    const bool is_port = selector.field == NftField::destination_port ||
                         selector.field == NftField::original_destination_port;
    const bool fits = !selector.guard.transport || *selector.guard.transport == transport;
    found |= is_port && fits && names_port(values.numbers, port);
  });
  return found;
}

std::string verdict_text(const NftVerdict& verdict) {
  using Kind = NftVerdictKind;
  switch (verdict.kind) {
    case Kind::accept:
      return "accept";
    case Kind::drop:
      return "drop";
    case Kind::reject:
      return "reject";
    case Kind::return_:
      return "return";
    case Kind::queue:
      return "queue";
    case Kind::jump:
      return "jump " + verdict.chain;
    case Kind::go_to:
      return "goto " + verdict.chain;
    case Kind::continue_:
    case Kind::unknown:
      break;
  }
  return "";
}

/// What the rule does with the packets that it matches: its last word.
std::string verdict_of(const NftRule& rule) {
  for (auto at = rule.statements.rbegin(); at != rule.statements.rend(); ++at) {
    if (const auto* verdict = std::get_if<NftVerdict>(&*at)) return verdict_text(*verdict);
    if (std::holds_alternative<NftVerdictMap>(*at)) return "vmap";
    if (const auto* nat = std::get_if<NftNat>(&*at)) {
      if (nat->kind == NftNatKind::source) return "snat";
      return nat->kind == NftNatKind::redirect ? "redirect" : "dnat";
    }
  }
  return "";
}

}  // namespace

std::vector<RuleAboutPort> rules_about(const NftRuleset& rules, model::Port port) {
  std::vector<RuleAboutPort> found;
  const auto transport = number_of(port.transport);
  if (!transport) return found;
  for (std::uint32_t i = 0; i < rules.rules.size(); ++i) {
    const NftRule& rule = rules.rules[i];
    if (!mentions(rule, port.number, *transport)) continue;
    const NftChain& chain = rules.chains[rule.chain];
    found.push_back({.family = chain.family_name,
                     .table = chain.table,
                     .chain = chain.name,
                     .handle = rule.handle,
                     .text = rule_text(rules, i),
                     .verdict = verdict_of(rule)});
  }
  return found;
}

}  // namespace minato::host
