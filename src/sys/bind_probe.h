// Asks the kernel itself whether a port can be taken: binds to it for a moment.
#pragma once

#include <cstdint>

#include "model/port.h"

namespace minato::sys {

enum class BindAnswer : std::uint8_t {
  free,       ///< could be bound on every address, IPv4 and IPv6
  taken,      ///< somebody holds it on some address
  forbidden,  ///< a privileged port, and the privilege is missing
  failed,     ///< the kernel refused for another reason
};

/// Binds (and for TCP listens) on the wildcard addresses, then lets go. No packet is sent. TCP or
/// UDP. SO_REUSEADDR is not set, so a port in TIME-WAIT still counts as taken for a plain server.
[[nodiscard]] BindAnswer probe_bind(model::Port port);

}  // namespace minato::sys
