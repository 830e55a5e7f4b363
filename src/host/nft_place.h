// Where on its way a flow is: what selectors see besides the packet itself.
#pragma once

#include <cstdint>

#include "host/nft_intervals.h"
#include "host/nft_ruleset.h"
#include "sys/interfaces.h"

namespace minato::host {

/// Conntrack looks at a packet at priority -200 of prerouting and output. At just this priority
/// the order of registration decides, which nobody tells.
enum class NftTracking : std::uint8_t { before, unclear, after };

struct NftPlace {
  model::Family family = model::Family::ipv4;
  std::uint8_t transport = 6;
  bool loopback = false;  ///< from this machine itself
  NftHook hook = NftHook::none;
  NftTracking tracking = NftTracking::before;
  const sys::Interface* input = nullptr;   ///< nullptr: none here
  const sys::Interface* vrf = nullptr;     ///< that input belongs to: later hooks see it instead
  const sys::Interface* output = nullptr;  ///< nullptr: none here
  NftNumber packet_type = 0;               ///< host, broadcast or multicast
  NftIntervals local{};                    ///< destinations that are this machine's
  NftIntervals local_on_input{};           ///< of those, the input interface's own
  NftIntervals broadcast{};
};

}  // namespace minato::host
