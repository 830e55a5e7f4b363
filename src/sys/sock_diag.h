// The kernel's list of TCP and UDP sockets: NETLINK_SOCK_DIAG (sock_diag(7)), filtered in the
// kernel by state and port. Parsing is a pure function over bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "model/socket.h"
#include "sys/netlink_socket.h"
#include "sys/socket_scope.h"

namespace minato::sys {

/// One socket as the kernel tells it. Names of interfaces and holders are not filled in.
struct DiagSocket {
  model::Socket socket{};
  std::uint32_t interface_index = 0;  ///< of the bound device, 0 for none
};

/// Parses one answer: struct inet_diag_msg and its attributes.
[[nodiscard]] tl::expected<DiagSocket, base::Malformed> parse_diag_socket(
    base::Bytes payload, model::Transport transport);

enum class PortSide : std::uint8_t { local, either };

struct PortMatch {
  std::uint16_t number = 0;
  PortSide side = PortSide::local;
};

struct SocketDumpRequest {
  model::Transport transport = model::Transport::tcp;  ///< tcp or udp
  model::Family family = model::Family::ipv4;
  SocketScope scope = SocketScope::listeners;
  std::optional<PortMatch> port{};
};

/// The bytecode with which the kernel picks sockets by port (INET_DIAG_REQ_BYTECODE).
[[nodiscard]] std::vector<std::uint8_t> port_filter(const PortMatch& port);

struct SocketDumpOutcome {
  bool interrupted = false;   ///< the table changed meanwhile: ask again
  std::size_t malformed = 0;  ///< answers that made no sense and were left out
};

/// Asks for one table and hands each socket to `visit`. A transport or family that this kernel
/// does not have has no sockets. Errors: local.
[[nodiscard]] base::Result<SocketDumpOutcome> dump_sockets(
    NetlinkSocket& netlink, const SocketDumpRequest& request,
    const std::function<void(DiagSocket&&)>& visit);

/// A netlink socket for dump_sockets(), in the network namespace of the calling thread.
[[nodiscard]] base::Result<NetlinkSocket> open_sock_diag();

}  // namespace minato::sys
