// The same probe space and writer as a real pass, one position after the other.
#include "pipeline/scan_dry_run.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "scan/probe_kinds.h"
#include "scan/routed_targets.h"
#include "wire/protocol_numbers.h"

namespace minato::pipeline {
namespace {

using scan::Reach;

/// A stop is looked for after so many packets.
constexpr std::uint64_t kStopEvery = 1024;

/// One link type for all lanes.
wire::LinkType common_framing(scan::RoutePlan& routes) {
  const bool all_ethernet = std::ranges::all_of(routes.lanes, [](const scan::Lane& lane) {
    return lane.framing == wire::LinkType::ethernet;
  });
  if (all_ethernet) return wire::LinkType::ethernet;
  for (scan::Lane& lane : routes.lanes) lane.framing = wire::LinkType::raw_ip;
  return wire::LinkType::raw_ip;
}

std::vector<scan::KindPorts> kind_ports(const ScanRequest& request) {
  std::vector<scan::KindPorts> all;
  for (const scan::ProbeKind* const kind : request.kinds) {
    scan::KindPorts asked{.kind = static_cast<std::uint16_t>(all.size())};
    for (std::size_t i = 0; i < request.ports.size(*kind->transport); ++i) {
      asked.ports.push_back(request.ports.at(*kind->transport, i));
    }
    all.push_back(std::move(asked));
  }
  return all;
}

class DryRun {
 public:
  DryRun(const ScanRequest& request, scan::RoutePlan routes, const DryRunSinks& sinks,
         const std::stop_token& stop)
      : request_(request), routes_(std::move(routes)), sinks_(sinks), stop_(stop) {}

  DryRunOutcome all() {
    const bool packets = request_.means == ScanMeans::packets;
    framing_ = common_framing(routes_);
    outcome_.left_out = routes_.left_out;
    if (sinks_.begin) sinks_.begin(framing_);
    if (packets && framing_ == wire::LinkType::ethernet) ask_neighbors();
    const scan::RoutedTargets targets(
        scan::targets_within(request_.targets,
                             scan::addresses_reached(routes_, {Reach::local, Reach::direct,
                                                               Reach::gateway, Reach::neighbor})),
        routes_);
    outcome_.targets = targets.slots();
    if (!request_.kinds.empty()) walk(targets, request_.kinds, kind_ports(request_));
    return std::move(outcome_);
  }

 private:
  void ask_neighbors() {
    const scan::RoutedTargets near(
        scan::targets_within(request_.targets, scan::addresses_reached(routes_, {Reach::neighbor})),
        routes_);
    const std::vector<const scan::ProbeKind*> kinds = {&scan::kArp};
    walk(near, kinds, {{.kind = 0, .ports = {0}}});
  }

  void walk(const scan::Targets& targets, std::span<const scan::ProbeKind* const> kinds,
            const std::vector<scan::KindPorts>& ports) {
    const scan::ProbeSpace space(targets, ports, {.key = request_.key, .shard = request_.shard});
    const scan::TokenMaker tokens(request_.key, request_.source_ports);
    const scan::ProbeWriter writer(kinds, routes_.lanes, tokens, request_.style);
    std::array<std::uint8_t, sys::kMostFrameBytes> room{};
    for (scan::Position position = 0; position < space.positions(); ++position) {
      if (position % kStopEvery == 0 && stop_.stop_requested()) {
        outcome_.interrupted = true;
        return;
      }
      const auto probe = space.probe_at(position);
      if (!probe) continue;
      ++outcome_.probes;
      if (request_.means == ScanMeans::sockets) {
        if (sinks_.connection) {
          sinks_.connection({probe->address, {probe->port, *kinds[probe->kind]->transport}});
        }
        continue;
      }
      const std::size_t length = writer.write(*probe, 0, scan::CanaryKind::none, room);
      if (sinks_.packet) sinks_.packet(framing_, base::Bytes(room).first(length));
    }
  }

  const ScanRequest& request_;
  scan::RoutePlan routes_;
  const DryRunSinks& sinks_;
  const std::stop_token& stop_;
  wire::LinkType framing_ = wire::LinkType::ethernet;
  DryRunOutcome outcome_;
};

}  // namespace

base::Result<DryRunOutcome> dry_run(const ScanRequest& request, const ScanGround& ground,
                                    const DryRunSinks& sinks, const std::stop_token& stop) {
  auto routes = find_ways(request, ground);
  if (!routes) return base::fail(routes.error());
  return DryRun(request, std::move(*routes), sinks, stop).all();
}

std::uint64_t count_probes(const ScanRequest& request) {
  std::uint64_t a_target = request.kinds.empty() ? 1 : 0;
  for (const scan::ProbeKind* const kind : request.kinds) {
    a_target += request.ports.size(*kind->transport);
  }
  const base::Uint128 all = request.targets.slots() * a_target / request.shard.count;
  constexpr auto kMost = static_cast<base::Uint128>(1) << 63;
  return static_cast<std::uint64_t>(std::min(all, kMost));
}

}  // namespace minato::pipeline
