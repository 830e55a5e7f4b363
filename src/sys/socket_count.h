// How many sockets there are, before they are listed (/proc/net/sockstat, proc(5)).
#pragma once

#include <cstddef>
#include <string_view>

namespace minato::sys {

/// TCP sockets (TIME-WAIT too) and UDP sockets in the text of sockstat or sockstat6; 0 when it says
/// nothing.
[[nodiscard]] std::size_t parse_socket_count(std::string_view sockstat);

/// Both families in the calling thread's network namespace: an estimate, to reserve memory.
[[nodiscard]] std::size_t estimate_socket_count();

}  // namespace minato::sys
