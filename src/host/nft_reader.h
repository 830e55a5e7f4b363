// Reads an nftables ruleset from the JSON of libnftables.
#pragma once

#include "base/error.h"
#include "host/nft_ruleset.h"
#include "sys/nftables.h"

namespace minato::host {

/// The ruleset of a dump. Unknown expressions become unknown statements; only text that is not
/// JSON at all is an Error (malformed).
[[nodiscard]] base::Result<NftRuleset> read_ruleset(const sys::PacketFilterDump& dump);

}  // namespace minato::host
