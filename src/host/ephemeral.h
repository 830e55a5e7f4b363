// The ports that clients obtain (ip_local_port_range): how many are in use towards each
// destination, and how far it is to "cannot assign requested address". Pure.
//
// A TCP connection needs a port that is free towards one destination from one own address: the
// limit is per (own address, destination). A UDP socket needs a port of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/port_set.h"
#include "model/socket.h"

namespace minato::host {

/// The range that the kernel chooses from, and what it leaves out.
struct EphemeralRange {
  model::PortInterval range{32768, 60999};
  model::PortSet reserved{};  ///< ip_local_reserved_ports; kept under tcp, for both transports
};

/// Connections from one own address to one destination.
struct DestinationUsage {
  model::IpAddress own{};
  model::Endpoint destination{};
  std::size_t used = 0;  ///< ports of the range, TIME-WAIT included
  std::size_t left = 0;  ///< until the next connect() fails

  bool operator==(const DestinationUsage&) const = default;
};

struct EphemeralUsage {
  std::size_t size = 0;        ///< ports of the range without the reserved ones
  std::size_t held_tcp = 0;    ///< of them, held by listeners and bound sockets: free for nobody
  std::size_t in_use_tcp = 0;  ///< ports of the range with at least one connection
  std::size_t in_use_udp = 0;  ///< ports of the range with a UDP socket
  std::vector<DestinationUsage> destinations{};  ///< TCP, fewest left first

  bool operator==(const EphemeralUsage&) const = default;
};

/// sockets: every state (InventoryQuery::listeners_only off), of one network namespace.
[[nodiscard]] EphemeralUsage measure_ephemeral(std::span<const model::Socket> sockets,
                                               const EphemeralRange& range);

}  // namespace minato::host
