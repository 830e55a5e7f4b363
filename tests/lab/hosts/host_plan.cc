// Which rule decides, and what a perfect scanner would say about it.
#include "lab/hosts/host_plan.h"

#include <algorithm>

#include "lab/ends/random.h"

namespace minato::lab {
namespace {

using model::PortState;
using model::Reason;

/// A number in [0, 1) that depends on nothing but the hash.
double unit_of(std::uint64_t hash) { return static_cast<double>(hash >> 11) * 0x1.0p-53; }

PortTruth icmp_truth(Answer answer, bool v4, bool udp) {
  switch (answer) {
    case Answer::port_unreach:
      return {udp ? PortState::closed : PortState::filtered, Reason::port_unreach};
    case Answer::host_unreach:
      return {PortState::filtered, Reason::host_unreach};
    case Answer::net_unreach:
      return {PortState::filtered, v4 ? Reason::net_unreach : Reason::no_route};
    case Answer::proto_unreach:
      return {PortState::filtered, v4 ? Reason::proto_unreach : Reason::param_problem};
    case Answer::host_prohibited:
      return {PortState::filtered, v4 ? Reason::host_prohibited : Reason::admin_prohibited};
    case Answer::net_prohibited:
      return {PortState::filtered, v4 ? Reason::net_prohibited : Reason::admin_prohibited};
    case Answer::admin_prohibited:
      return {PortState::filtered, Reason::admin_prohibited};
    default:
      return {PortState::filtered, Reason::time_exceeded};
  }
}

PortTruth silence(Probe probe) {
  const bool ambiguous = probe == Probe::udp || probe == Probe::fin;
  return {ambiguous ? PortState::open_or_filtered : PortState::filtered, Reason::no_response};
}

PortTruth open_truth(Probe probe) {
  switch (probe) {
    case Probe::syn:
      return {PortState::open, Reason::syn_ack};
    case Probe::connect:
      return {PortState::open, Reason::conn_accept};
    case Probe::ack:
      return {PortState::unfiltered, Reason::reset};
    case Probe::udp:
      return {PortState::open, Reason::udp_response};
    case Probe::fin:
      break;
  }
  return silence(Probe::fin);
}

PortTruth closed_truth(Probe probe) {
  switch (probe) {
    case Probe::ack:
      return {PortState::unfiltered, Reason::reset};
    case Probe::connect:
      return {PortState::closed, Reason::conn_refused};
    case Probe::udp:
      return {PortState::closed, Reason::port_unreach};
    default:
      return {PortState::closed, Reason::reset};
  }
}

bool believable(Spoil spoil) { return spoil == Spoil::none || spoil == Spoil::options; }

}  // namespace

std::uint64_t hash_of(const model::IpAddress& address, std::uint64_t salt) {
  std::uint64_t hash = mixed(salt + 0x9e3779b97f4a7c15U);
  for (const std::uint8_t byte : address.bytes()) hash = (hash ^ byte) * 0x100000001b3U;
  return mixed(hash);
}

const Group* Plan::group_of(const model::IpAddress& address) const {
  for (const Group& group : groups) {
    const auto holds = [&](const model::Prefix& prefix) { return prefix.contains(address); };
    if (std::any_of(group.at.begin(), group.at.end(), holds)) return &group;
  }
  return nullptr;
}

bool Plan::alive(const Group& group, const model::IpAddress& address) const {
  return group.alive >= 1 || unit_of(hash_of(address, seed)) < group.alive;
}

const Rule* Plan::rule_for(const Group& group, const model::IpAddress& address,
                           model::Port port) const {
  std::uint64_t salt = seed;
  for (const Rule& rule : group.rules) {
    salt += 0x10000;
    if (rule.transport != port.transport || !rule.ports.test(port.number)) continue;
    if (rule.share >= 1 || unit_of(hash_of(address, mixed(salt) + port.number)) < rule.share) {
      return &rule;
    }
  }
  return nullptr;
}

std::optional<PortTruth> Plan::truth(const model::IpAddress& address, model::Port port,
                                     Probe probe) const {
  const Group* const group = group_of(address);
  if (group == nullptr || !alive(*group, address)) return std::nullopt;
  const Rule* const rule = rule_for(*group, address, port);
  if (rule == nullptr) return closed_truth(probe);
  const Answer answer = rule->knock.empty() ? rule->answer : rule->unknocked;
  const bool stateless = probe == Probe::fin || probe == Probe::ack;
  if (!believable(rule->spoil) && !(stateless && rule->spoil != Spoil::quote)) {
    return silence(probe);
  }
  switch (answer) {
    case Answer::silent:
      return silence(probe);
    case Answer::open:
    case Answer::tarpit:
      return open_truth(probe);
    case Answer::closed:
      return closed_truth(probe);
    default:
      return icmp_truth(answer, address.is_v4(), probe == Probe::udp);
  }
}

}  // namespace minato::lab
