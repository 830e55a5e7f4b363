// All protocols that minato speaks. A new one is a file in talk/machines and a line in
// talk/protocol_list.h.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "talk/protocol.h"

namespace minato::talk {

[[nodiscard]] std::span<const Protocol* const> protocols();

/// By name; null when there is none.
[[nodiscard]] const Protocol* find_protocol(std::string_view name,
                                            model::Transport transport = model::Transport::tcp);

/// A protocol that is usual on a port, and whether it is spoken inside TLS there.
struct LikelyProtocol {
  const Protocol* protocol = nullptr;
  bool inside_tls = false;

  bool operator==(const LikelyProtocol&) const = default;
};

/// Those that name this port, in the order of the list.
[[nodiscard]] std::vector<LikelyProtocol> likely_protocols(model::Port port);

}  // namespace minato::talk
