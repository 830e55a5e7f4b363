// Gateways, neighbors, pings, ports; what earlier runs left is taken as found.
#include "pipeline/scan_run.h"

#include <algorithm>
#include <set>

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
/// Larger parts are told apart by their size: their addresses are those of the request.
constexpr std::uint64_t kMostHashed = std::uint64_t{1} << 20;

std::optional<std::uint32_t> microseconds(scan::Duration rtt) {
  if (rtt <= scan::Duration(0)) return std::nullopt;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(
      1, std::chrono::duration_cast<std::chrono::microseconds>(rtt).count()));
}

/// One run of a job.
class Run final : public scan::PassSink {
 public:
  explicit Run(const ScanRunParts& parts)
      : request_(parts.request),
        ground_(parts.ground),
        listener_(parts.listener),
        stop_(parts.stop),
        journal_(parts.memory.journal),
        past_(parts.memory.past),
        wall_offset_(ground_.clock->now().time_since_epoch() - ground_.clock->monotonic()) {}

  base::Result<ScanOutcome> all() {
    const auto gateways = scan::resolve_gateways(ground_, stop_);
    if (!gateways) return base::fail(gateways.error());
    count(*gateways);
    if (ground_.routes.ranges.empty()) return base::fail(no_way_error(ground_.routes));
    outcome_.left_out = ground_.routes.left_out;
    const model::TargetSet asked =
        within({Reach::local, Reach::direct, Reach::gateway, Reach::neighbor});
    outcome_.targets = static_cast<std::uint64_t>(asked.slots());
    replay();
    if (past_ != nullptr && past_->ended) return std::move(outcome_);
    if (const auto found = find_hosts(); !found) return base::fail(found.error());
    if (request_.discovery != Discovery::only && !outcome_.interrupted) {
      if (const auto scanned = scan_ports(); !scanned) return base::fail(scanned.error());
    }
    if (journal_ != nullptr) {
      journal_->packets(sent_now_, received_now_);
      if (!outcome_.interrupted) journal_->end();
    }
    return std::move(outcome_);
  }

  void on_result(const scan::ScanResult& result) override {
    const PortFinding finding{.address = result.address,
                              .port = {result.port, *result.kind->transport},
                              .state = result.state,
                              .reason = result.reason,
                              .ttl = result.ttl,
                              .rtt_us = microseconds(result.rtt),
                              .time = wall(result.when),
                              .stack = result.stack};
    listener_.on_port(finding);
    if (journal_ != nullptr) remember(finding);
  }
  void on_progress(const scan::PassProgress& progress) override {
    tell_progress(ScanPhase::ports, progress);
    if (journal_ == nullptr) return;
    remember_below();
    journal_->flush();
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
    const std::uint64_t sent = counts.first_tries + counts.retries + counts.canaries;
    sent_now_ += sent;
    received_now_ += summary.answers;
    outcome_.packets_sent += sent;
    outcome_.packets_received += summary.answers;
    outcome_.malformed += summary.malformed;
    outcome_.bad_checksum += summary.bad_checksum;
    outcome_.foreign += summary.foreign;
    outcome_.ring_drops += summary.ring_drops;
    outcome_.refusals_left += counts.refusals_left;
    outcome_.refusals_seconds = std::max(outcome_.refusals_seconds, counts.refusals_seconds);
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
    if (journal_ != nullptr) journal_->host(finding);
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

  /// What earlier runs found, as if it were found now.
  void replay() {
    if (past_ == nullptr) return;
    outcome_.packets_sent += past_->packets_sent;
    outcome_.packets_received += past_->packets_received;
    for (const HostFinding& host : past_->hosts) listener_.on_host(host);
    for (const PortFinding& port : past_->ports) listener_.on_port(port);
  }

  /// Hosts of earlier runs that are reached in one of these ways.
  [[nodiscard]] std::vector<scan::SeenHost> known_hosts(std::initializer_list<Reach> ways) const {
    std::vector<scan::SeenHost> known;
    if (past_ == nullptr) return known;
    const scan::RoutedTargets all(within(ways), ground_.routes);
    std::set<model::IpAddress> seen;
    for (const HostFinding& host : past_->hosts) {
      const auto slot = all.slot_of(host.address);
      auto target = slot ? all.at(*slot) : std::nullopt;
      if (!target || !seen.insert(host.address).second) continue;
      const auto mac = wire::parse_mac_address(host.mac);
      if (mac) target->next_hop = *mac;
      known.push_back({.target = *target, .reason = host.reason, .ttl = host.ttl});
      known.back().rtt = std::chrono::microseconds(host.rtt_us.value_or(0));
    }
    return known;
  }

  /// The hosts among targets: those known before, and those that answer now.
  template <typename Find>
  base::Result<void> find_among(std::initializer_list<Reach> ways, const Find& find) {
    scan::Discovered found{.hosts = known_hosts(ways)};
    if (past_ == nullptr || !past_->layout) {
      std::vector<model::AddressRange> known;
      for (const scan::SeenHost& host : found.hosts) {
        known.push_back(model::AddressRange::of(host.target.address));
      }
      const scan::RoutedTargets rest(within(ways).without(model::AddressSet(std::move(known))),
                                     ground_.routes);
      const auto now = find(rest);
      if (!now) return base::fail(now.error());
      count(now->summary);
      found.hosts.insert(found.hosts.end(), now->hosts.begin(), now->hosts.end());
    }
    take(found.hosts);
    return {};
  }

  base::Result<void> find_hosts() {
    const auto near = find_among({Reach::neighbor}, [&](const scan::Targets& targets) {
      return scan::find_neighbors(ground_, targets, watch(ScanPhase::neighbors), stop_);
    });
    if (!near) return near;

    auto local = std::make_unique<scan::RoutedTargets>(within({Reach::local}), ground_.routes);
    announce_all(*local, model::Reason::localhost_response);
    parts_.push_back(std::move(local));

    auto far = std::make_unique<scan::RoutedTargets>(within({Reach::direct, Reach::gateway}),
                                                     ground_.routes);
    if (!worth_pinging(*far)) {
      if (request_.discovery == Discovery::none) announce_all(*far, model::Reason::user_set);
      parts_.push_back(std::move(far));
    } else if (!outcome_.interrupted) {
      const auto answered =
          find_among({Reach::direct, Reach::gateway}, [&](const scan::Targets& targets) {
            return scan::ping(ground_, ping_with(), targets, watch(ScanPhase::hosts), stop_);
          });
      if (!answered) return answered;
    }
    if (journal_ != nullptr) journal_->flush();
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

  void take(const std::vector<scan::SeenHost>& found) {
    if (found.empty()) return;
    std::vector<scan::TargetAddress> hosts;
    for (const scan::SeenHost& host : found) hosts.push_back(host.target);
    parts_.push_back(std::make_unique<scan::HostList>(std::move(hosts)));
    seen_.insert(seen_.end(), found.begin(), found.end());
  }

  /// The targets of the port pass in their order, as a number: positions mean the same probes only
  /// while it stays.
  [[nodiscard]] std::uint64_t layout() const {
    scan::SipHash hash({});
    std::size_t words = 0;
    for (const auto& part : parts_) {
      hash.word(part->slots());
      ++words;
      if (part->slots() > kMostHashed) continue;
      for (std::uint64_t slot = 0; slot < part->slots(); ++slot) {
        const auto target = part->at(slot);
        hash.word(target ? scan::siphash({}, target->address.bytes()) : 0);
        ++words;
      }
    }
    return hash.finish(words * 8);
  }

  base::Result<void> settle_layout() {
    const std::uint64_t hash = layout();
    if (past_ != nullptr && past_->layout) {
      if (*past_->layout == hash) return {};
      return base::fail({.code = base::ErrorCode::invalid_input,
                         .origin = base::Origin::input,
                         .key = "error.scan.journal-routes"});
    }
    if (journal_ != nullptr) journal_->layout(hash);
    return {};
  }

  /// The positions that earlier runs have finished.
  void set_done() {
    done_.below = below_ = past_ == nullptr ? 0 : past_->below;
    if (past_ == nullptr) return;
    for (const PortFinding& port : past_->ports) {
      const auto position = position_of(port);
      if (position && *position >= done_.below) done_.others.push_back(*position);
    }
    std::ranges::sort(done_.others);
  }

  [[nodiscard]] std::optional<scan::Position> position_of(const PortFinding& finding) const {
    for (std::uint16_t kind = 0; kind < request_.kinds.size(); ++kind) {
      if (request_.kinds[kind]->transport != finding.port.transport) continue;
      return order_->position_of(finding.address, kind, finding.port.number);
    }
    return std::nullopt;
  }

  void remember(const PortFinding& finding) {
    if (finding.reason != model::Reason::no_response) {
      journal_->port(finding);
      return;
    }
    // Silence is told in the order of positions: all before this one are finished.
    if (const auto position = position_of(finding)) below_ = std::max(below_, *position + 1);
  }

  void remember_below() {
    if (below_ > below_told_) journal_->below(below_);
    below_told_ = below_;
  }

  base::Result<void> scan_ports() {
    if (const auto settled = settle_layout(); !settled) return settled;
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
    if (journal_ != nullptr || past_ != nullptr) {
      order_.emplace(targets, plan.ports,
                     scan::ProbeSpaceOptions{.key = plan.key, .shard = plan.shard});
      set_done();
      plan.done = &done_;
    }
    const auto summary = ground_.run(plan, *this, stop_);
    if (journal_ != nullptr) remember_below();
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
  ScanJournal* journal_;
  const ScanPast* past_;
  std::chrono::nanoseconds wall_offset_;
  std::vector<std::unique_ptr<scan::Targets>> parts_;
  std::vector<scan::SeenHost> seen_;
  ScanOutcome outcome_;
  std::uint64_t sent_now_ = 0;
  std::uint64_t received_now_ = 0;
  /// For the journal: where each finding stands, and how far silence was told.
  std::optional<scan::ProbeSpace> order_;
  scan::DonePositions done_;
  scan::Position below_ = 0;
  scan::Position below_told_ = 0;
};

}  // namespace

base::Error no_way_error(const scan::RoutePlan& routes) {
  base::Error error{.code = base::ErrorCode::unavailable,
                    .origin = base::Origin::network,
                    .key = "error.scan.no-way"};
  const model::AddressRange& range = routes.left_out.front().range;
  error.args = {to_text(model::address_of(range.family, range.scope, range.first))};
  return error;
}

base::Result<ScanOutcome> run_phases(const ScanRunParts& parts) { return Run(parts).all(); }

}  // namespace minato::pipeline
