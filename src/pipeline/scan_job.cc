// The phases of a scan, one after the other.
#include "pipeline/scan_job.h"

#include <algorithm>
#include <map>

#include "scan/connect_pass.h"
#include "scan/discovery.h"
#include "scan/routed_targets.h"

namespace minato::pipeline {
namespace {

using scan::Reach;

/// So many targets are told as hosts that are there because the user said so, or is.
constexpr std::uint64_t kMostAnnounced = 4096;
/// Asking for hosts first costs about as many packets as asking so few ports.
constexpr std::size_t kFewPorts = 4;
constexpr std::uint64_t kManyTargets = 256;

std::optional<std::uint32_t> microseconds(scan::Duration rtt) {
  if (rtt <= scan::Duration(0)) return std::nullopt;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(
      1, std::chrono::duration_cast<std::chrono::microseconds>(rtt).count()));
}

base::Error no_way_error(const scan::RoutePlan& routes) {
  base::Error error{.code = base::ErrorCode::unavailable,
                    .origin = base::Origin::network,
                    .key = "error.scan.no-way"};
  const model::AddressRange& range = routes.left_out.front().range;
  error.args = {to_text(model::address_of(range.family, range.scope, range.first))};
  return error;
}

/// For connections the interface does not matter: the kernel makes the frames.
base::Result<sys::LinkDevice> any_device(std::uint32_t index) {
  constexpr std::uint16_t kEthernet = 1;  // ARPHRD_ETHER
  return sys::LinkDevice{.index = index, .hardware = kEthernet, .up = true};
}

/// One run of a job.
class Run final : public scan::PassSink {
 public:
  Run(const ScanRequest& request, scan::PassGround& ground, ScanListener& listener,
      const std::stop_token& stop)
      : request_(request),
        ground_(ground),
        listener_(listener),
        stop_(stop),
        wall_offset_(ground.clock->now().time_since_epoch() - ground.clock->monotonic()) {}

  base::Result<ScanOutcome> all() {
    const auto gateways = scan::resolve_gateways(ground_, stop_);
    if (!gateways) return base::fail(gateways.error());
    count(*gateways);
    if (ground_.routes.ranges.empty()) return base::fail(no_way_error(ground_.routes));
    outcome_.left_out = ground_.routes.left_out;
    const model::TargetSet asked =
        within({Reach::local, Reach::direct, Reach::gateway, Reach::neighbor});
    outcome_.targets = static_cast<std::uint64_t>(asked.slots());
    if (const auto found = find_hosts(); !found) return base::fail(found.error());
    if (request_.discovery != Discovery::only && !outcome_.interrupted) {
      if (const auto scanned = scan_ports(); !scanned) return base::fail(scanned.error());
    }
    return std::move(outcome_);
  }

  void on_result(const scan::ScanResult& result) override {
    listener_.on_port({.address = result.address,
                       .port = {result.port, *result.kind->transport},
                       .state = result.state,
                       .reason = result.reason,
                       .ttl = result.ttl,
                       .rtt_us = microseconds(result.rtt),
                       .time = wall(result.when)});
  }
  void on_progress(const scan::PassProgress& progress) override {
    tell_progress(ScanPhase::ports, progress);
  }

 private:
  [[nodiscard]] base::Timestamp wall(scan::Instant when) const {
    return base::Timestamp(
        std::chrono::duration_cast<std::chrono::microseconds>(when + wall_offset_));
  }

  [[nodiscard]] model::TargetSet within(std::initializer_list<Reach> ways) const {
    return scan::targets_within(request_.targets, scan::addresses_reached(ground_.routes, ways));
  }

  void tell_progress(ScanPhase phase, const scan::PassProgress& progress) {
    const scan::SchedulerCounts& counts = progress.counts;
    listener_.on_progress({.phase = phase,
                           .done = counts.first_tries + counts.skipped,
                           .total = progress.positions,
                           .sent = counts.first_tries + counts.retries + counts.canaries,
                           .rate_pps = progress.rate_pps,
                           .loss = progress.loss});
  }

  void count(const scan::PassSummary& summary) {
    const scan::SchedulerCounts& counts = summary.progress.counts;
    outcome_.packets_sent += counts.first_tries + counts.retries + counts.canaries;
    outcome_.packets_received += summary.answers;
    outcome_.malformed += summary.malformed;
    outcome_.bad_checksum += summary.bad_checksum;
    outcome_.foreign += summary.foreign;
    outcome_.ring_drops += summary.ring_drops;
    outcome_.interrupted = outcome_.interrupted || summary.interrupted;
  }

  void announce(const scan::SeenHost& host) {
    HostFinding finding{.address = host.target.address,
                        .reason = host.reason,
                        .ttl = host.ttl,
                        .rtt_us = microseconds(host.rtt),
                        .time = wall(host.when)};
    if (ground_.routes.reaches[host.target.lane] == Reach::neighbor) {
      finding.mac = to_text(host.target.next_hop);
    }
    listener_.on_host(finding);
  }

  /// Targets that count as there without being asked.
  void announce_all(const scan::Targets& targets, model::Reason reason) {
    if (targets.slots() > kMostAnnounced) return;
    for (std::uint64_t slot = 0; slot < targets.slots(); ++slot) {
      const auto target = targets.at(slot);
      if (!target) continue;
      listener_.on_host(
          {.address = target->address, .reason = reason, .time = wall(ground_.clock->monotonic())});
    }
  }

  scan::DiscoveryWatch watch(ScanPhase phase) {
    return {
        .on_host = [this](const scan::SeenHost& host) { announce(host); },
        .on_progress =
            [this, phase](const scan::PassProgress& progress) { tell_progress(phase, progress); }};
  }

  base::Result<void> find_hosts() {
    const scan::RoutedTargets neighbors(within({Reach::neighbor}), ground_.routes);
    const auto near = scan::find_neighbors(ground_, neighbors, watch(ScanPhase::neighbors), stop_);
    if (!near) return base::fail(near.error());
    take(*near);

    auto local = std::make_unique<scan::RoutedTargets>(within({Reach::local}), ground_.routes);
    announce_all(*local, model::Reason::localhost_response);
    parts_.push_back(std::move(local));

    auto far = std::make_unique<scan::RoutedTargets>(within({Reach::direct, Reach::gateway}),
                                                     ground_.routes);
    if (outcome_.interrupted) return {};
    if (!worth_pinging(*far)) {
      if (request_.discovery == Discovery::none) announce_all(*far, model::Reason::user_set);
      parts_.push_back(std::move(far));
      return {};
    }
    const auto answered = scan::ping(ground_, ping_with(), *far, watch(ScanPhase::hosts), stop_);
    if (!answered) return base::fail(answered.error());
    take(*answered);
    return {};
  }

  [[nodiscard]] scan::PingWith ping_with() const {
    return request_.means == ScanMeans::packets ? scan::PingWith::packets
                                                : scan::PingWith::connections;
  }

  [[nodiscard]] bool worth_pinging(const scan::Targets& far) const {
    if (request_.discovery != Discovery::before) return request_.discovery == Discovery::only;
    return far.slots() <= kManyTargets || request_.ports.size() > kFewPorts;
  }

  void take(const scan::Discovered& found) {
    count(found.summary);
    if (found.hosts.empty()) return;
    std::vector<scan::TargetAddress> hosts;
    for (const scan::SeenHost& host : found.hosts) hosts.push_back(host.target);
    parts_.push_back(std::make_unique<scan::HostList>(std::move(hosts)));
    seen_.insert(seen_.end(), found.hosts.begin(), found.hosts.end());
  }

  base::Result<void> scan_ports() {
    const scan::JoinedTargets targets(std::move(parts_));
    if (targets.slots() == 0) return {};
    scan::PassPlan plan = scan::plan_of(ground_, kPortPass, targets);
    plan.shard = request_.shard;
    plan.scheduler.most_tries = request_.most_tries;
    plan.scheduler.least_tries = request_.least_tries;
    for (const scan::ProbeKind* const kind : request_.kinds) {
      scan::KindPorts asked{.kind = static_cast<std::uint16_t>(plan.kinds.size())};
      for (std::size_t i = 0; i < request_.ports.size(*kind->transport); ++i) {
        asked.ports.push_back(request_.ports.at(*kind->transport, i));
      }
      plan.kinds.push_back(kind);
      plan.ports.push_back(std::move(asked));
    }
    set_known(plan, targets);
    const auto summary = ground_.run(plan, *this, stop_);
    if (!summary) return base::fail(summary.error());
    count(*summary);
    return {};
  }

  /// What discovery learned of each target group: its round trip, and a probe that is answered.
  void set_known(scan::PassPlan& plan, const scan::Targets& targets) const {
    plan.canaries.resize(targets.groups());
    plan.known_rtts.resize(targets.groups());
    for (const scan::SeenHost& host : seen_) {
      const auto slot = targets.slot_of(host.target.address);
      const auto target = slot ? targets.at(*slot) : std::nullopt;
      if (!target) continue;
      scan::Duration& rtt = plan.known_rtts[target->group];
      if (rtt == scan::Duration(0)) rtt = host.rtt;
      scan::Canary& canary = plan.canaries[target->group];
      if (canary.kind != scan::CanaryKind::none) continue;
      canary = {.kind = canary_kind(host),
                .probe = {.address = target->address,
                          .group = target->group,
                          .target = *slot,
                          .lane = target->lane,
                          .next_hop = target->next_hop}};
    }
  }

  static scan::CanaryKind canary_kind(const scan::SeenHost& host) {
    switch (host.reason) {
      case model::Reason::arp_response:
      case model::Reason::nd_response:
        return scan::CanaryKind::neighbor;
      case model::Reason::echo_reply:
        return scan::CanaryKind::echo;
      default:
        return scan::CanaryKind::none;
    }
  }

  static constexpr std::uint64_t kPortPass = 16;

  const ScanRequest& request_;
  scan::PassGround& ground_;
  ScanListener& listener_;
  const std::stop_token& stop_;
  std::chrono::nanoseconds wall_offset_;
  std::vector<std::unique_ptr<scan::Targets>> parts_;
  std::vector<scan::SeenHost> seen_;
  ScanOutcome outcome_;
};

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

base::Result<ScanJob> ScanJob::prepare(ScanRequest request, ScanGround ground) {
  auto routes = find_ways(request, ground);
  if (!routes) return base::fail(routes.error());
  scan::PassGround pass_ground{.routes = std::move(*routes),
                               .key = request.key,
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

base::Result<ScanOutcome> ScanJob::run(ScanListener& listener, const std::stop_token& stop) {
  ground_.run = [this](const scan::PassPlan& plan, scan::PassSink& sink,
                       const std::stop_token& token) {
    return connector_ ? scan::run_connect_pass(plan, *connector_, most_connections_, *ground_.clock,
                                               sink, token)
                      : scan::run_pass(plan, *ground_.clock, sink, token);
  };
  return Run(request_, ground_, listener, stop).all();
}

}  // namespace minato::pipeline
