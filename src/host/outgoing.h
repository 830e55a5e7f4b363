// What this machine's own packet filter makes of a connection that the machine itself opens: output
// and postrouting, and around the loopback prerouting and input too.
#pragma once

#include <string>
#include <vector>

#include "host/nft_ruleset.h"
#include "model/endpoint.h"
#include "sys/interfaces.h"

namespace minato::host {

/// The first packet of a connection. from.port 0: any.
struct OutgoingPacket {
  model::Endpoint from{};
  model::Endpoint to{};
  std::uint32_t output_index = 0;  ///< the interface that it leaves over; 0: not known
};

enum class OutgoingFate : std::uint8_t { passes, stopped, unknown };

/// Texts may hold what others wrote: escape to print.
struct OutgoingVerdict {
  OutgoingFate fate = OutgoingFate::passes;
  /// "inet filter output handle 7", of a policy without the handle: what decided.
  std::string where{};
  std::string rule{};  ///< as nft writes it; "" for a policy
};

/// Pure: no I/O.
[[nodiscard]] OutgoingVerdict judge_outgoing(const NftRuleset& rules,
                                             const std::vector<sys::Interface>& interfaces,
                                             const OutgoingPacket& packet);

}  // namespace minato::host
