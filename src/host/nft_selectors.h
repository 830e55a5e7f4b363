// The left sides of nftables matches: which field of the packet, of its conntrack entry or of the
// machine a rule looks at.
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/nft_ruleset.h"
#include "host/nft_values.h"

namespace minato::host {

/// A selector with how its values are written.
struct NftTypedSelector {
  NftSelector selector{};
  NftValueKind kind = NftValueKind::opaque;
};

/// Collects the choices of a ruleset: one for each name.
class NftChoices {
 public:
  /// The index of the choice of this name; made with `range` when it is new.
  [[nodiscard]] std::uint32_t index_of(const std::string& name, NftInterval range);
  /// A choice that nothing else shares: `what` of the rule that is being read.
  [[nodiscard]] std::uint32_t fresh(std::string_view what, NftInterval range);
  [[nodiscard]] std::vector<NftChoice> take() { return std::move(choices_); }

 private:
  std::vector<NftChoice> choices_;
  std::map<std::string, std::uint32_t> by_name_;
};

/// An expression of libnftables' JSON. Never fails: what is not known is NftField::unknown.
[[nodiscard]] NftTypedSelector read_selector(const boost::json::value& expression,
                                             NftChoices& choices);
/// The same for an expression that may be a concatenation: its parts in order.
[[nodiscard]] std::vector<NftTypedSelector> read_selectors(const boost::json::value& expression,
                                                           NftChoices& choices);

}  // namespace minato::host
