// Which hosts are there, asked before their ports: neighbors on the link by ARP and NDP, others by
// pings of several kinds at once.
#pragma once

#include <functional>
#include <vector>

#include "scan/pass_ground.h"

namespace minato::scan {

/// A host that answered.
struct SeenHost {
  TargetAddress target{};  ///< with its Ethernet address where frames need one
  model::Reason reason = model::Reason::no_response;
  std::uint8_t ttl = 0;
  Duration rtt{};
  Instant when{};
};

/// Told on the caller's thread while a pass runs.
struct DiscoveryWatch {
  std::function<void(const SeenHost&)> on_host{};
  std::function<void(const PassProgress&)> on_progress{};
};

struct Discovered {
  std::vector<SeenHost> hosts{};
  PassSummary summary{};
};

/// Asks every target on its link for its Ethernet address. Errors: of the links.
[[nodiscard]] base::Result<Discovered> find_neighbors(PassGround& ground, const Targets& targets,
                                                      const DiscoveryWatch& watch,
                                                      const std::stop_token& stop);

/// Asks the gateways, and fills their addresses into the lanes. Lanes whose gateway is silent lose
/// their ranges to routes.left_out. Errors: of the links.
[[nodiscard]] base::Result<PassSummary> resolve_gateways(PassGround& ground,
                                                         const std::stop_token& stop);

enum class PingWith : std::uint8_t {
  packets,      ///< ICMP echo, TCP SYN and ACK, UDP
  connections,  ///< to common TCP ports
};

/// Pings targets until one of the pings is answered. Errors: of the links.
[[nodiscard]] base::Result<Discovered> ping(PassGround& ground, PingWith with,
                                            const Targets& targets, const DiscoveryWatch& watch,
                                            const std::stop_token& stop);

}  // namespace minato::scan
