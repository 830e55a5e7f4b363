// Short passes whose answers are hosts.
#include "scan/discovery.h"

#include <algorithm>
#include <map>
#include <set>

#include "scan/probe_kinds.h"

namespace minato::scan {
namespace {

/// Numbers of passes, for their keys.
constexpr std::uint64_t kGatewayPass = 1;
constexpr std::uint64_t kNeighborPass = 2;
constexpr std::uint64_t kPingPass = 3;

constexpr unsigned kMostTries = 6;
/// Ports that are open or at least answered on most hosts; the UDP one is most likely closed.
constexpr std::uint16_t kSynPort = 443;
constexpr std::uint16_t kAckPort = 80;
constexpr std::uint16_t kShellPort = 22;
constexpr std::uint16_t kUdpPort = 40125;

/// Gathers hosts; each counts once.
class HostGatherer final : public PassSink {
 public:
  HostGatherer(const Targets& targets, const DiscoveryWatch& watch)
      : targets_(targets), watch_(watch) {}

  void on_result(const ScanResult& result) override {
    const auto slot = targets_.slot_of(result.address);
    if (!slot || !seen_.insert(*slot).second) return;
    auto target = targets_.at(*slot);
    if (!target) return;
    if (!result.mac.is_zero()) target->next_hop = result.mac;
    SeenHost host{.target = *target,
                  .reason = result.reason,
                  .ttl = result.ttl,
                  .rtt = result.rtt,
                  .when = result.when};
    if (result.kind == &kArp && !result.address.is_v4()) host.reason = model::Reason::nd_response;
    if (watch_.on_host) watch_.on_host(host);
    hosts_.push_back(host);
  }
  void on_progress(const PassProgress& progress) override {
    if (watch_.on_progress) watch_.on_progress(progress);
  }
  std::vector<SeenHost> take() { return std::move(hosts_); }

 private:
  const Targets& targets_;
  const DiscoveryWatch& watch_;
  std::set<std::uint64_t> seen_;
  std::vector<SeenHost> hosts_;
};

base::Result<Discovered> run(const PassGround& ground, const PassPlan& plan,
                             const DiscoveryWatch& watch, const std::stop_token& stop) {
  if (plan.targets->slots() == 0) return Discovered{};
  HostGatherer gatherer(*plan.targets, watch);
  auto summary = ground.run(plan, gatherer, stop);
  if (!summary) return base::fail(summary.error());
  return Discovered{.hosts = gatherer.take(), .summary = *summary};
}

PassPlan neighbor_plan(PassGround& ground, std::uint64_t pass, const Targets& targets) {
  PassPlan plan = plan_of(ground, pass, targets);
  // One kind serves both families: the request is written as the target's family wants it.
  plan.kinds = {&kArp};
  plan.ports = {{.kind = 0, .ports = {0}}};
  plan.scheduler.most_tries = std::min(plan.scheduler.most_tries, kMostTries);
  return plan;
}

/// Takes the ranges of lanes out whose gateway did not answer.
void leave_out_silent(RoutePlan& routes) {
  const auto is_silent = [&](const PlannedRange& planned) {
    const Lane& lane = routes.lanes[planned.lane];
    return planned.reach == Reach::gateway && lane.next_hop.is_zero();
  };
  for (const PlannedRange& planned : routes.ranges) {
    if (!is_silent(planned)) continue;
    routes.left_out.push_back(
        {planned.range, NoWay::silent_gateway, to_text(*routes.lanes[planned.lane].gateway)});
  }
  std::erase_if(routes.ranges, is_silent);
}

}  // namespace

base::Result<Discovered> find_neighbors(PassGround& ground, const Targets& targets,
                                        const DiscoveryWatch& watch, const std::stop_token& stop) {
  return run(ground, neighbor_plan(ground, kNeighborPass, targets), watch, stop);
}

base::Result<PassSummary> resolve_gateways(PassGround& ground, const std::stop_token& stop) {
  std::map<model::IpAddress, TargetAddress> asked;
  for (std::size_t i = 0; i < ground.routes.lanes.size(); ++i) {
    if (ground.routes.reaches[i] != Reach::gateway) continue;
    const model::IpAddress& gateway = *ground.routes.lanes[i].gateway;
    asked.try_emplace(gateway,
                      TargetAddress{.address = gateway, .lane = static_cast<std::uint16_t>(i)});
  }
  if (asked.empty()) return PassSummary{};
  std::vector<TargetAddress> gateways;
  for (const auto& [address, target] : asked) gateways.push_back(target);
  const HostList targets(std::move(gateways));
  const auto found = run(ground, neighbor_plan(ground, kGatewayPass, targets), {}, stop);
  if (!found) return base::fail(found.error());
  for (std::size_t i = 0; i < ground.routes.lanes.size(); ++i) {
    Lane& lane = ground.routes.lanes[i];
    if (ground.routes.reaches[i] != Reach::gateway) continue;
    for (const SeenHost& host : found->hosts) {
      if (host.target.address == *lane.gateway) lane.next_hop = host.target.next_hop;
    }
  }
  leave_out_silent(ground.routes);
  return found->summary;
}

base::Result<Discovered> ping(PassGround& ground, PingWith with, const Targets& targets,
                              const DiscoveryWatch& watch, const std::stop_token& stop) {
  struct Ping {
    const ProbeKind* kind;
    std::vector<std::uint16_t> ports;
  };
  const std::vector<Ping> pings =
      with == PingWith::packets
          ? std::vector<Ping>{{&kIcmpEcho, {0}},
                              {&kTcpSynPing, {kSynPort}},
                              {&kTcpAckPing, {kAckPort}},
                              {&kUdpPing, {kUdpPort}}}
          : std::vector<Ping>{{&kConnectPing, {kSynPort, kAckPort, kShellPort}}};
  PassPlan plan = plan_of(ground, kPingPass, targets);
  for (const Ping& ping : pings) {
    plan.ports.push_back(
        {.kind = static_cast<std::uint16_t>(plan.kinds.size()), .ports = ping.ports});
    plan.kinds.push_back(ping.kind);
  }
  plan.scheduler.any_answer_finishes_target = true;
  plan.scheduler.most_tries = std::min(plan.scheduler.most_tries, kMostTries);
  return run(ground, plan, watch, stop);
}

}  // namespace minato::scan
