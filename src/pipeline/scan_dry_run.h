// What a scan would send, without sending it: the first try of every probe, in its order.
#pragma once

#include <functional>

#include "pipeline/scan_job.h"

namespace minato::pipeline {

/// One packet that would leave; framing: the lane's, or raw_ip for all where interfaces differ.
using DryPacket = std::function<void(wire::LinkType framing, base::Bytes frame)>;
/// One connection that would be tried (means: sockets).
using DryConnection = std::function<void(const model::Endpoint&)>;

struct DryRunSinks {
  std::function<void(wire::LinkType)> begin{};  ///< once, before the first packet
  DryPacket packet{};
  DryConnection connection{};
};

struct DryRunOutcome {
  std::uint64_t targets = 0;
  std::uint64_t probes = 0;
  std::vector<scan::LeftOutRange> left_out{};
  bool interrupted = false;
};

/// Asks the routing table only. Ethernet addresses of neighbors are not known and stay zero; every
/// target counts as there. Memory: O(ranges). Errors: local, network (no way to any target).
[[nodiscard]] base::Result<DryRunOutcome> dry_run(const ScanRequest& request,
                                                  const ScanGround& ground,
                                                  const DryRunSinks& sinks,
                                                  const std::stop_token& stop);

/// How many probes a scan has at least: the first try of each. At most 2^63.
[[nodiscard]] std::uint64_t count_probes(const ScanRequest& request);

}  // namespace minato::pipeline
