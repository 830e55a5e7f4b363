// Named and anonymous sets and maps of an nftables ruleset.
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <vector>

#include "host/nft_ruleset.h"
#include "host/nft_values.h"

namespace minato::host {

using NftSets = std::map<NftName, NftSetPointer>;

/// What stands behind the key of a map.
enum class NftDataKind : std::uint8_t { none, verdict, values };

/// Elements as libnftables lists them. kinds: of the key's parts; data_kinds: of the data's parts.
/// Never fails: what makes no sense marks the set unreadable.
[[nodiscard]] NftSet read_elements(const boost::json::value& elements,
                                   const std::vector<NftValueKind>& kinds, NftDataKind data,
                                   const std::vector<NftValueKind>& data_kinds = {});

/// A `set` or `map` object of the listing.
[[nodiscard]] NftSet read_named_set(const boost::json::value& object);

/// A verdict as a statement or as an element's data; nothing when it is none.
[[nodiscard]] std::optional<NftVerdict> read_verdict(const boost::json::value& value);

}  // namespace minato::host
