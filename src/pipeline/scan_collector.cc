// Counting answers while they come; lists and names only when a host is told.
#include "pipeline/scan_collector.h"

#include <algorithm>
#include <set>

#include "audit/danger.h"
#include "base/check.h"
#include "identify/stack_guess.h"
#include "registry/knowledge.h"
#include "registry/names.h"

namespace minato::pipeline {
namespace {

using model::PortState;
using model::Transport;

/// From how far away a new connection reached the port: at least from here.
model::Exposure exposure_of(const model::IpAddress& address) {
  if (address.is_loopback()) return model::Exposure::loopback;
  if (address.is_link_local()) return model::Exposure::link;
  return address.is_private() ? model::Exposure::private_ : model::Exposure::public_;
}

model::Severity danger_of(const model::IpAddress& address, model::Port port) {
  audit::DangerFacts facts{.exposure = exposure_of(address)};
  if (const auto known = registry::knowledge_at(port)) {
    facts.known = true;
    facts.inherent = static_cast<model::Severity>(known->danger());
    facts.encrypts = known->encrypted() == registry::Answer::yes;
    facts.authenticates = known->authenticated() == registry::Answer::yes;
  }
  return audit::assess_danger(facts).level;
}

/// The ports of `all` that are not among `listed`, of one transport.
model::PortSet others_of(const model::PortSet& all, Transport transport,
                         const std::set<std::uint16_t>& listed) {
  model::PortSet others;
  for (const auto& [first, last] : all.intervals(transport)) {
    unsigned from = first;
    for (auto at = listed.lower_bound(first); at != listed.end() && *at <= last; ++at) {
      if (*at > from) {
        others.add(transport,
                   {static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(*at - 1)});
      }
      from = *at + 1U;
    }
    if (from <= last) others.add(transport, {static_cast<std::uint16_t>(from), last});
  }
  return others;
}

}  // namespace

void ScanCollector::Group::add(model::Reason reason, std::uint64_t more) {
  count += more;
  const auto at =
      std::ranges::find(reasons, reason, &std::pair<model::Reason, std::uint64_t>::first);
  if (at == reasons.end()) {
    reasons.emplace_back(reason, more);
  } else {
    at->second += more;
  }
}

ScanCollector::Host& ScanCollector::host_at(const model::IpAddress& address, base::Timestamp time) {
  if (latest_ == nullptr || latest_address_ != address) {
    const auto [at, is_new] = hosts_.try_emplace(address);
    latest_ = &at->second;
    latest_address_ = address;
    if (is_new) {
      ++counts_.hosts;
      latest_->first = time;
    }
  }
  latest_->last = std::max(latest_->last, time);
  return *latest_;
}

void ScanCollector::add_rtt(Host& host, std::uint32_t rtt_us) {
  if (host.rtt_us == 0) {
    host.rtt_us = rtt_us;
    host.rtt_variance_us = rtt_us / 2;
    return;
  }
  const std::uint32_t off = std::max(host.rtt_us, rtt_us) - std::min(host.rtt_us, rtt_us);
  host.rtt_variance_us = static_cast<std::uint32_t>((host.rtt_variance_us * 3ULL + off) / 4);
  host.rtt_us = static_cast<std::uint32_t>((host.rtt_us * 7ULL + rtt_us) / 8);
}

ScanCollector::Group& ScanCollector::group_of(Host& host, const PortFinding& finding) {
  const auto at = std::ranges::find_if(host.groups, [&](const Group& group) {
    return group.state == finding.state && group.transport == finding.port.transport;
  });
  if (at != host.groups.end()) return *at;
  return host.groups.emplace_back(
      Group{.transport = finding.port.transport, .state = finding.state});
}

void ScanCollector::add(const PortFinding& finding) {
  const bool silent = finding.reason == model::Reason::no_response;
  if (silent && !hosts_.contains(finding.address)) return;
  Host& host = host_at(finding.address, finding.time);
  if (finding.rtt_us) add_rtt(host, std::max(*finding.rtt_us, 1U));
  Group& group = group_of(host, finding);
  const bool may_list = group.all_listed();
  group.add(finding.reason, 1);
  if (finding.state == PortState::open) {
    ++counts_.open;
    if (options_.guesses_systems) add_stack(host, finding);
  }
  if (finding.state != PortState::open && group.count > options_.most_listed) {
    group.listed = {};
    return;
  }
  if (!may_list) return;
  const auto since =
      std::chrono::duration_cast<std::chrono::milliseconds>(finding.time - options_.started);
  group.listed.push_back(
      {.rtt_us = finding.rtt_us.value_or(0),
       .time_ms = static_cast<std::uint32_t>(std::max<std::int64_t>(since.count(), 0)),
       .number = finding.port.number,
       .ttl = finding.ttl,
       .reason = finding.reason});
}

void ScanCollector::add_stack(Host& host, const PortFinding& finding) {
  if (finding.stack.options == 0) return;
  if (host.stack.options == 0) {
    host.stack = finding.stack;
    host.stack_hops = finding.ttl;
  }
  // Ports forwarded to other machines tell nothing about this one.
  host.stacks_differ = host.stacks_differ || host.stack.options != finding.stack.options ||
                       host.stack_hops != finding.ttl;
}

render::ScanSystem ScanCollector::system_of(const Host& host) {
  render::ScanSystem system;
  if (host.stack.options == 0) return system;
  system.evidence = identify::stack_evidence(host.stack, host.stack_hops);
  const auto guess =
      host.stacks_differ ? std::nullopt : identify::guess_stack(host.stack, host.stack_hops);
  if (!guess) return system;
  system.name = guess->name;
  system.family = guess->family;
  system.vendor = guess->vendor;
  system.kind = guess->kind;
  system.confidence = guess->confidence;
  return system;
}

void ScanCollector::add(const HostFinding& finding) {
  Host& host = host_at(finding.address, finding.time);
  host.reason = finding.reason;
  host.ttl = finding.ttl;
  if (finding.rtt_us) add_rtt(host, std::max(*finding.rtt_us, 1U));
  if (!finding.mac.empty()) host.mac = finding.mac;
}

void ScanCollector::add_names(const model::IpAddress& address, std::vector<std::string> names) {
  const auto at = hosts_.find(address);
  if (at != hosts_.end()) at->second.names = std::move(names);
}

std::vector<model::IpAddress> ScanCollector::addresses() const {
  std::vector<model::IpAddress> all;
  all.reserve(hosts_.size());
  for (const auto& [address, host] : hosts_) all.push_back(address);
  return all;
}

render::ScanPort ScanCollector::port_of(const PortFinding& finding) {
  render::ScanPort port{.port = finding.port,
                        .state = finding.state,
                        .reason = finding.reason,
                        .time = finding.time,
                        .ttl = finding.ttl,
                        .rtt_us = finding.rtt_us,
                        .name = registry::name_of(finding.port),
                        .iana_name = registry::iana_name_of(finding.port)};
  if (finding.state == PortState::open) port.danger = danger_of(finding.address, finding.port);
  return port;
}

void ScanCollector::add_silence(std::vector<Group>& groups, Transport transport,
                                std::uint64_t missing) const {
  const PortState state = options_.silence[static_cast<std::size_t>(transport)];
  std::set<std::uint16_t> seen;
  bool all_listed = true;
  for (const Group& group : groups) {
    if (group.transport != transport) continue;
    all_listed = all_listed && group.all_listed();
    for (const Seen& port : group.listed) seen.insert(port.number);
  }
  auto at = std::ranges::find_if(groups, [&](const Group& group) {
    return group.state == state && group.transport == transport;
  });
  if (at == groups.end()) at = groups.insert(at, Group{.transport = transport, .state = state});
  at->add(model::Reason::no_response, missing);
  if (!all_listed || at->count > options_.most_listed) {
    at->listed.clear();
    return;
  }
  const model::PortSet silent = others_of(options_.ports, transport, seen);
  for (std::size_t i = 0; i < silent.size(transport); ++i) {
    at->listed.push_back({.number = silent.at(transport, i)});
  }
}

void ScanCollector::add_service(const model::Endpoint& endpoint, model::Service service) {
  services_.insert_or_assign(endpoint, std::move(service));
}

const model::Service* ScanCollector::service_at(const model::Endpoint& endpoint) const {
  const auto known = services_.find(endpoint);
  return known == services_.end() ? nullptr : &known->second;
}

std::vector<render::ScanPort> ScanCollector::listed_ports(const model::IpAddress& address,
                                                          const std::vector<Group>& groups) const {
  std::vector<render::ScanPort> ports;
  for (const Group& group : groups) {
    for (const Seen& seen : group.listed) {
      ports.push_back(
          port_of({.address = address,
                   .port = {seen.number, group.transport},
                   .state = group.state,
                   .reason = seen.reason,
                   .ttl = seen.ttl,
                   .rtt_us = seen.rtt_us == 0 ? std::nullopt : std::optional(seen.rtt_us),
                   .time = time_of(seen)}));
      ports.back().service = service_at({address, ports.back().port});
    }
  }
  std::ranges::sort(ports, {}, [](const render::ScanPort& port) {
    return std::pair(port.port.transport, port.port.number);
  });
  return ports;
}

std::vector<render::ScanTally> ScanCollector::tallies_of(const std::vector<Group>& groups) {
  std::vector<render::ScanTally> tallies;
  for (const Group& group : groups) {
    if (group.all_listed()) continue;
    for (const auto& [reason, count] : group.reasons) {
      tallies.push_back({group.transport, group.state, reason, count, nullptr});
    }
  }
  std::ranges::stable_sort(tallies, std::ranges::greater(), &render::ScanTally::count);
  return tallies;
}

/// Which ports a tally counts is known when it is the only one of its transport: all that are not
/// listed.
std::vector<std::unique_ptr<model::PortSet>> ScanCollector::name_ports(
    std::vector<render::ScanTally>& tallies, const std::vector<render::ScanPort>& ports) const {
  std::vector<std::unique_ptr<model::PortSet>> sets;
  for (render::ScanTally& tally : tallies) {
    if (std::ranges::count(tallies, tally.transport, &render::ScanTally::transport) != 1) continue;
    std::set<std::uint16_t> listed;
    for (const render::ScanPort& port : ports) {
      if (port.port.transport == tally.transport) listed.insert(port.port.number);
    }
    sets.push_back(
        std::make_unique<model::PortSet>(others_of(options_.ports, tally.transport, listed)));
    tally.ports = sets.back().get();
  }
  return sets;
}

void ScanCollector::tell_host(const model::IpAddress& address, const Host& host,
                              Completeness completeness, std::string_view typed_name,
                              const HostTeller& tell) const {
  std::vector<Group> groups = host.groups;
  std::uint64_t not_scanned = 0;
  for (const Transport transport : model::kTransports) {
    std::uint64_t known = 0;
    for (const Group& group : groups) known += group.transport == transport ? group.count : 0;
    const std::uint64_t all = options_.ports.size(transport);
    if (known >= all) continue;
    if (completeness == Completeness::complete) {
      add_silence(groups, transport, all - known);
    } else {
      not_scanned += all - known;
    }
  }
  const auto ports = listed_ports(address, groups);
  auto tallies = tallies_of(groups);
  const auto sets = not_scanned == 0 ? name_ports(tallies, ports)
                                     : std::vector<std::unique_ptr<model::PortSet>>();
  const render::ScanSystem system =
      options_.guesses_systems ? system_of(host) : render::ScanSystem();
  tell({.address = address,
        .typed_name = typed_name,
        .found_names = host.names,
        .mac = host.mac,
        .status = render::HostStatus::up,
        .reason = host.reason,
        .ttl = host.ttl,
        .started = host.first,
        .finished = host.last,
        .rtt_us = host.rtt_us == 0 ? std::nullopt : std::optional(host.rtt_us),
        .rtt_variance_us = host.rtt_variance_us,
        .timeout_us = host.rtt_us + 4 * host.rtt_variance_us,
        .ports = ports,
        .tallies = tallies,
        .not_scanned = not_scanned,
        .system = options_.guesses_systems ? &system : nullptr});
}

void ScanCollector::tell_hosts(
    Completeness completeness,
    const std::function<std::string_view(const model::IpAddress&)>& name_of,
    const HostTeller& tell) const {
  for (const auto& [address, host] : hosts_) {
    tell_host(address, host, completeness, name_of(address), tell);
  }
}

}  // namespace minato::pipeline
