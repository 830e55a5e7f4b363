// What all passes of one scan share: the ways out, the open links, the secret key.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/clock.h"
#include "scan/probe_token.h"
#include "scan/probe_writer.h"
#include "scan/route_plan.h"
#include "scan/scan_pass.h"

namespace minato::scan {

/// How a pass is run: run_pass() over links, or run_connect_pass().
using PassRunner =
    std::function<base::Result<PassSummary>(const PassPlan&, PassSink&, const std::stop_token&)>;

struct PassGround {
  RoutePlan routes{};
  std::vector<OpenLink> links{};  ///< as routes.links
  HashKey key{};                  ///< of the order of probes: shards and resumed runs share it
  HashKey secret{};               ///< of the tokens: nobody else knows it
  SourcePorts source_ports{};
  PacketStyle style{};
  RateLimits limits{};
  const base::Clock* clock = nullptr;
  PassRunner run{};
};

/// Opens every link of the plan. Errors: permission (CAP_NET_RAW); local, naming the interface.
[[nodiscard]] base::Result<std::vector<OpenLink>> open_links(std::span<const LinkUse> uses,
                                                             sys::LinkFactory& factory,
                                                             const SourcePorts& ports);

/// Closes them side by side: for each the kernel waits until nobody looks at it any more.
void close_links(std::vector<OpenLink>& links);

/// The key of one pass: answers to another pass prove nothing there.
[[nodiscard]] HashKey key_of_pass(const HashKey& key, std::uint64_t pass);

/// A pass over targets, with everything that the ground gives.
[[nodiscard]] PassPlan plan_of(PassGround& ground, std::uint64_t pass, const Targets& targets);

}  // namespace minato::scan
