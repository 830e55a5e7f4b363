// Which sockets are asked for, by state.
#pragma once

#include <cstdint>

#include "model/port.h"

namespace minato::sys {

enum class SocketScope : std::uint8_t {
  listeners,  ///< TCP listeners, UDP sockets without a peer
  all,        ///< every state, also bound TCP sockets that neither listen nor connect
};

// TCP states as the kernel numbers them (net/tcp_states.h).
inline constexpr std::uint32_t kKernelClose = 7;  ///< of UDP: without a peer
inline constexpr std::uint32_t kKernelListen = 10;
inline constexpr std::uint32_t kKernelLastState = 13;

/// The kernel's states in this scope, one bit each.
[[nodiscard]] constexpr std::uint32_t state_set(SocketScope scope, model::Transport transport) {
  if (scope == SocketScope::all) return (1U << (kKernelLastState + 1)) - 1;
  return 1U << (transport == model::Transport::tcp ? kKernelListen : kKernelClose);
}

}  // namespace minato::sys
