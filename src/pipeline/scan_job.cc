// What a scan needs before it runs.
#include "pipeline/scan_job.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/scan_run.h"
#include "scan/connect_pass.h"

namespace minato::pipeline {
namespace {

/// For connections the interface does not matter: the kernel makes the frames.
base::Result<sys::LinkDevice> any_device(std::uint32_t index) {
  constexpr std::uint16_t kEthernet = 1;  // ARPHRD_ETHER
  return sys::LinkDevice{.index = index, .hardware = kEthernet, .up = true};
}

}  // namespace

base::Result<scan::RoutePlan> find_ways(const ScanRequest& request, const ScanGround& ground) {
  const bool packets = request.means == ScanMeans::packets;
  auto routes = scan::plan_routes(request.targets, *ground.routes,
                                  packets ? ground.devices : scan::LinkDevices(any_device));
  if (!routes) return base::fail(routes.error());
  if (routes->ranges.empty()) return base::fail(no_way_error(*routes));
  for (scan::Lane& lane : routes->lanes) {
    if (request.source && request.source->family() == lane.source.family()) {
      lane.source = *request.source;
    }
  }
  return std::move(*routes);
}

std::uint64_t fingerprint_of(const ScanRequest& request) {
  std::string text =
      fmt::format("{}|{}|{}|{}|{}/{}", to_text(request.targets), to_text(request.ports),
                  static_cast<int>(request.discovery), static_cast<int>(request.means),
                  request.shard.index, request.shard.count);
  for (const scan::ProbeKind* const kind : request.kinds) text += fmt::format("|{}", kind->name);
  return scan::siphash({}, base::as_bytes(text));
}

base::Result<ScanJob> ScanJob::prepare(ScanRequest request, const ScanGround& ground) {
  auto routes = find_ways(request, ground);
  if (!routes) return base::fail(routes.error());
  scan::PassGround pass_ground{.routes = std::move(*routes),
                               .key = request.key,
                               .secret = request.secret,
                               .source_ports = request.source_ports,
                               .style = request.style,
                               .limits = request.limits,
                               .clock = ground.clock};
  ScanJob job(std::move(request), std::move(pass_ground));
  if (job.request_.means == ScanMeans::packets) {
    auto links =
        scan::open_links(job.ground_.routes.links, *ground.links, job.request_.source_ports);
    if (!links) return base::fail(links.error());
    job.ground_.links = std::move(*links);
    return job;
  }
  job.most_connections_ = sys::most_connections(scan::kMostConnections);
  auto connector = sys::Connector::create(job.most_connections_);
  if (!connector) return base::fail(connector.error());
  job.connector_ = std::move(*connector);
  return job;
}

base::Result<ScanOutcome> ScanJob::run(ScanListener& listener, const std::stop_token& stop,
                                       const ScanMemory& memory) {
  ground_.run = [this](const scan::PassPlan& plan, scan::PassSink& sink,
                       const std::stop_token& token) {
    return connector_ ? scan::run_connect_pass(plan, *connector_, most_connections_, *ground_.clock,
                                               sink, token)
                      : scan::run_pass(plan, *ground_.clock, sink, token);
  };
  auto outcome = run_phases({request_, ground_, listener, stop, memory});
  scan::close_links(ground_.links);
  return outcome;
}

}  // namespace minato::pipeline
