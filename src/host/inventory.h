// The sockets of this machine, who holds them, and what could not be seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "model/socket.h"

namespace minato::host {

enum class NetworkNamespaces : std::uint8_t {
  own,  ///< the one that minato runs in
  all,  ///< every one of the machine (root)
};

enum class PortSide : std::uint8_t {
  local,   ///< sockets at this port
  either,  ///< also connections to this port elsewhere
};

/// What to look for. The defaults are `minato ls`.
struct InventoryQuery {
  std::vector<model::Transport> transports = {model::Transport::tcp, model::Transport::udp};
  /// TCP listeners and UDP sockets without a peer only; otherwise every state.
  bool listeners_only = true;
  std::optional<std::uint16_t> port{};
  PortSide port_side = PortSide::local;
  NetworkNamespaces namespaces = NetworkNamespaces::own;
  /// Find the holders and read their processes.
  bool with_processes = true;
};

/// Something that is hidden, and how to see it: a sentence of the catalogue.
struct Limitation {
  std::string key{};                ///< `host.limitation.…`
  std::vector<std::string> args{};  ///< its {0}, {1}, …

  bool operator==(const Limitation&) const = default;
};

/// What the cgroup that made a socket tells when its holder is hidden.
struct SocketOrigin {
  std::string unit{};
  std::optional<model::Container> container{};

  bool operator==(const SocketOrigin&) const = default;
};

struct Inventory {
  /// Sorted by transport, state (listeners first), local port, address.
  std::vector<model::Socket> sockets{};
  /// Those that hold one of the sockets.
  std::unordered_map<std::int32_t, model::Process> processes{};
  std::vector<Limitation> limitations{};
  /// True when the descriptors of every process could be read: a socket without holders then
  /// belongs to the kernel (or is in TIME-WAIT).
  bool owners_complete = false;

  /// By cgroup, of the sockets without holders.
  std::unordered_map<std::uint64_t, SocketOrigin> origins{};

  /// Where a socket without a visible holder comes from: visible without root. nullptr when
  /// nothing is known.
  [[nodiscard]] const SocketOrigin* origin(const model::Socket& socket) const;
  /// The process of `pid`; nullptr when it vanished while it was looked at.
  [[nodiscard]] const model::Process* process(std::int32_t pid) const;
};

/// Looks at this machine now. Errors: local (netlink or /proc cannot be read at all).
[[nodiscard]] base::Result<Inventory> take_inventory(const InventoryQuery& query);

}  // namespace minato::host
