// The system calls of one dialled connection: opening as requested, and asking what went wrong.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/error.h"
#include "sys/dialer.h"
#include "sys/unique_fd.h"

namespace minato::sys {

struct OpenedSocket {
  UniqueFd fd{};
  bool established = false;  ///< at once: UDP, or TCP on the loopback
};

struct CallFailure {
  const char* call = "";
  int errno_value = 0;
};

/// A non-blocking socket on which connect() has begun.
[[nodiscard]] tl::expected<OpenedSocket, CallFailure> open_dialed_socket(
    const DialRequest& request);

/// One datagram from a socket that is not connected; false with errno when it failed.
[[nodiscard]] bool send_to(int fd, base::Bytes bytes, const model::Endpoint& to);
/// Connects a UDP socket to whoever sent the datagram that waits, when the address is the right
/// one. Others' datagrams are thrown away: false.
[[nodiscard]] bool take_peer(int fd, const model::IpAddress& address);
/// SO_ERROR, which reading clears; 0 for none.
[[nodiscard]] int pending_error(int fd);
/// Whether the socket is connected.
[[nodiscard]] bool has_peer(int fd);
/// The ICMP error that lies in the socket's error queue, the latest of them.
[[nodiscard]] std::optional<IcmpNotice> take_icmp_notice(int fd);
/// From now on ICMP errors no longer end this TCP connection.
void tolerate_icmp(int fd, model::Family family);
[[nodiscard]] std::optional<TcpMeasure> measure_tcp(int fd);
[[nodiscard]] model::Endpoint local_endpoint(int fd, model::Transport transport);

/// What a failed connect() or recv() means.
[[nodiscard]] DialOutcome outcome_of(int errno_value);

}  // namespace minato::sys
