// The rules that mention a port, for people who ask what the packet filter says about it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/nft_ruleset.h"
#include "model/port.h"

namespace minato::host {

/// A rule that mentions a port. Texts are hostile (comments, names): escape to print.
struct RuleAboutPort {
  std::string family{};  ///< "ip", "ip6", "inet" or "netdev"
  std::string table{};
  std::string chain{};
  std::uint64_t handle = 0;
  std::string text{};     ///< as nft writes it
  std::string verdict{};  ///< "accept", "drop", "reject", "dnat", "redirect", "jump NAME", … or ""

  bool operator==(const RuleAboutPort&) const = default;
};

/// Rules that compare the destination port with this number, alone, in a range or in a set, or
/// translate to it; in the order of the ruleset. Rules of other transports and those about every
/// port are left out.
[[nodiscard]] std::vector<RuleAboutPort> rules_about(const NftRuleset& rules, model::Port port);

}  // namespace minato::host
