// The kernel's order: base chains of a hook by priority; NAT chains together at NAT's own priority
// whatever theirs; accept ends a base chain, drop everything; a jump comes back, a goto does not.
#include "host/nft_walk.h"

#include <algorithm>
#include <utility>

#include "model/address_set.h"

namespace minato::host {
namespace {

constexpr std::int64_t kConntrackPriority = -200;  // NF_IP_PRI_CONNTRACK
constexpr std::int64_t kDestinationNatPriority = -100;
constexpr std::int64_t kSourceNatPriority = 100;
constexpr unsigned kMostJumps = 16;  // NFT_JUMP_STACK_SIZE
constexpr std::size_t kMostVisits = 4'000'000;
constexpr std::size_t kMostFlows = 2'000;

bool serves(const NftChain& chain, model::Family family) {
  switch (chain.family) {
    case NftFamily::ip:
      return family == model::Family::ipv4;
    case NftFamily::ip6:
      return family == model::Family::ipv6;
    case NftFamily::inet:
    case NftFamily::netdev:
      return true;
    case NftFamily::other:
      return false;
  }
  return false;
}

NftTracking tracking_at(const NftPlace& place, std::int64_t priority) {
  if (place.hook == NftHook::ingress) return NftTracking::before;
  // What comes around the loopback has been seen on its way out.
  const bool looked_at =
      place.hook == NftHook::output || (place.hook == NftHook::prerouting && !place.loopback);
  if (!looked_at || priority > kConntrackPriority) return NftTracking::after;
  return priority < kConntrackPriority ? NftTracking::before : NftTracking::unclear;
}

std::int64_t nat_priority(NftHook hook) {
  const bool destination = hook == NftHook::prerouting || hook == NftHook::output;
  return destination ? kDestinationNatPriority : kSourceNatPriority;
}

/// Where `redirect` sends: the first IPv4 address of the interface, one of its IPv6 addresses.
NftIntervals redirect_addresses(const NftPlace& place) {
  const bool v4 = place.family == model::Family::ipv4;
  if (place.hook == NftHook::output) return NftIntervals::of(v4 ? 0x7f000001 : 1);
  std::vector<NftInterval> own;
  for (const auto& local :
       place.input == nullptr ? std::vector<sys::InterfaceAddress>{} : place.input->addresses) {
    if (local.address.family() != place.family || (v4 && !own.empty())) continue;
    const NftNumber number = model::number_of(local.address);
    own.push_back({number, number});
  }
  return NftIntervals::from(std::move(own));
}

void change_mark(const NftMarkChange& change, NftFlow& flow) {
  using Mark = NftMarkChange;
  NftMark from;
  if (change.from == Mark::From::packet_mark) from = flow.packet_mark;
  if (change.from == Mark::From::conntrack_mark) from = flow.conntrack_mark;
  // A constant does not depend on what was there.
  if (change.from != Mark::From::unknown && change.keep == 0) from = 0;
  NftMark& to = change.target == Mark::Target::packet_mark ? flow.packet_mark : flow.conntrack_mark;
  to = from ? NftMark((*from & change.keep) ^ change.flip) : std::nullopt;
}

/// Moves the packets whose dimension already is as it shall become from `flows` to the result; all
/// of them where nothing shall change.
NftFlows take_unchanged(NftDimension dimension, const NftIntervals* wanted, NftFlows& flows) {
  NftFlows unchanged;
  NftFlows changing;
  for (NftFlow& flow : flows) {
    if (wanted == nullptr) {
      unchanged.push_back(std::move(flow));
      continue;
    }
    NftParted parted = NftMatcher::cut(std::move(flow), dimension, *wanted);
    for (NftFlow& piece : parted.yes) unchanged.push_back(std::move(piece));
    for (NftFlow& piece : parted.no) changing.push_back(std::move(piece));
  }
  flows = std::move(changing);
  return unchanged;
}

}  // namespace

/// One visit of a rule.
struct NftWalk::Step {
  std::uint32_t rule;
  const NftPlace& place;
  unsigned depth;
  Exit& exit;
};

NftWalk::NftWalk(const NftRuleset& ruleset, const NftMatcher& matcher, NftWalkEvents& events)
    : ruleset_(ruleset), matcher_(matcher), events_(events), visits_left_(kMostVisits) {}

bool NftWalk::spend(std::size_t visits) {
  if (visits > visits_left_) {
    visits_left_ = 0;
    return false;
  }
  visits_left_ -= visits;
  return true;
}

void NftWalk::lose(NftFlow flow, std::uint32_t rule) {
  flow.mark_undecided(rule);
  events_.lost(flow);
}

std::vector<std::uint32_t> NftWalk::base_chains(const NftPlace& place, bool nat) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < ruleset_.chains.size(); ++i) {
    const NftChain& chain = ruleset_.chains[i];
    if (chain.hook == place.hook && chain.nat == nat && serves(chain, place.family)) {
      found.push_back(i);
    }
  }
  std::ranges::stable_sort(found, {}, [&](std::uint32_t i) { return ruleset_.chains[i].priority; });
  return found;
}

NftFlows NftWalk::through(NftPlace place, NftFlows flows) {
  std::vector<std::uint32_t> nat = base_chains(place, true);
  // What comes around the loopback was translated, or not, on its way out.
  if (place.loopback && place.hook == NftHook::prerouting) nat.clear();
  const std::int64_t nat_at = nat_priority(place.hook);
  bool nat_done = nat.empty();
  for (const std::uint32_t index : base_chains(place, false)) {
    const NftChain& chain = ruleset_.chains[index];
    if (!nat_done && chain.priority == nat_at && !chain.rules.empty()) {
      // Which of the two comes first depends on the order of registration.
      for (NftFlow& flow : flows) lose(std::move(flow), chain.rules[0]);
      return {};
    }
    if (!nat_done && chain.priority > nat_at) {
      place.tracking = NftTracking::after;
      flows = through_nat(nat, place, std::move(flows));
      nat_done = true;
    }
    place.tracking = tracking_at(place, chain.priority);
    flows = place.hook == NftHook::ingress ? through_ingress(index, place, std::move(flows))
                                           : through_base(index, place, std::move(flows));
  }
  if (nat_done) return flows;
  place.tracking = NftTracking::after;
  return through_nat(nat, place, std::move(flows));
}

NftFlows NftWalk::through_nat(const std::vector<std::uint32_t>& chains, const NftPlace& place,
                              NftFlows flows) {
  NftFlows done;
  NftFlows open;
  for (NftFlow& flow : flows) (flow.untracked ? done : open).push_back(std::move(flow));
  for (const std::uint32_t chain : chains) {
    NftFlows left = through_base(chain, place, std::move(open));
    open.clear();
    for (NftFlow& flow : left) (flow.nat_done ? done : open).push_back(std::move(flow));
  }
  for (NftFlow& flow : open) done.push_back(std::move(flow));
  for (NftFlow& flow : done) flow.nat_done = false;
  return done;
}

/// An ingress chain sees what arrives over its devices. Whether packets of another interface come
/// over one of them (a port of a bridge, the device below a VLAN) cannot be told.
NftFlows NftWalk::through_ingress(std::uint32_t chain, const NftPlace& place, NftFlows flows) {
  const NftChain& base = ruleset_.chains[chain];
  const sys::Interface& input = *place.input;
  const bool own = std::ranges::find(base.devices, input.name) != base.devices.end();
  if (own) return through_base(chain, place, std::move(flows));
  const bool stands_alone = input.kind.empty() || input.kind == "veth" || input.loopback;
  if (stands_alone && !base.devices.empty()) return flows;
  for (NftFlow& flow : flows) flow.mark_undecided(chain | kPolicy);
  NftFlows out = through_base(chain, place, flows);
  for (NftFlow& flow : flows) add_merged(out, std::move(flow), ruleset_.choices);
  return out;
}

NftFlows NftWalk::through_base(std::uint32_t chain, const NftPlace& place, NftFlows flows) {
  const NftChain& base = ruleset_.chains[chain];
  Exit exit;
  run_chain(chain, place, std::move(flows), 0, exit);
  NftFlows out = std::move(exit.accepted);
  for (NftFlow& flow : exit.returned) {
    if (base.policy_accepts) {
      add_merged(out, std::move(flow), ruleset_.choices);
    } else {
      events_.stopped(flow, chain | kPolicy);
    }
  }
  return out;
}

/// True when some match at the head of the rule stops each of the flows: most rules are about
/// other ports.
bool NftWalk::skips(const std::vector<NftStatement>& statements, const NftFlows& flows,
                    const NftPlace& place) const {
  return std::ranges::all_of(flows, [&](const NftFlow& flow) {
    for (const NftStatement& statement : statements) {
      const auto* match = std::get_if<NftMatch>(&statement);
      if (match == nullptr) return false;
      if (matcher_.surely_stops(flow, *match, place)) return true;
    }
    return false;
  });
}

void NftWalk::run_chain(std::uint32_t chain, const NftPlace& place, NftFlows flows, unsigned depth,
                        Exit& exit) {
  for (const std::uint32_t rule : ruleset_.chains[chain].rules) {
    if (flows.empty()) return;
    if (!spend(flows.size()) || flows.size() > kMostFlows) {
      for (NftFlow& flow : flows) lose(std::move(flow), rule);
      return;
    }
    const std::vector<NftStatement>& statements = ruleset_.rules[rule].statements;
    if (statements.empty()) continue;
    if (skips(statements, flows, place)) continue;
    Step step{rule, place, depth, exit};
    NftFlows next;
    for (NftFlow& flow : std::exchange(flows, {})) {
      for (NftFlow& left : run_rule(rule, std::move(flow), step)) {
        add_merged(next, std::move(left), ruleset_.choices);
      }
    }
    flows = std::move(next);
  }
  for (NftFlow& flow : flows) add_merged(exit.returned, std::move(flow), ruleset_.choices);
}

NftFlows NftWalk::run_rule(std::uint32_t rule, NftFlow flow, Step& step) {
  NftFlows next;
  NftFlows here{std::move(flow)};
  for (const NftStatement& statement : ruleset_.rules[rule].statements) {
    NftFlows going;
    for (NftFlow& piece : here) run_statement(statement, std::move(piece), step, going, next);
    here = std::move(going);
    if (here.empty()) break;
  }
  for (NftFlow& piece : here) next.push_back(std::move(piece));
  return next;
}

void NftWalk::run_statement(const NftStatement& statement, NftFlow flow, Step& step,
                            NftFlows& going, NftFlows& next) {
  const auto take = [&](NftParted parted) {
    for (NftFlow& piece : parted.yes) going.push_back(std::move(piece));
    for (NftFlow& piece : parted.no) next.push_back(std::move(piece));
  };
  if (const auto* match = std::get_if<NftMatch>(&statement)) {
    take(matcher_.part(std::move(flow), *match, step.place, step.rule));
  } else if (const auto* verdict = std::get_if<NftVerdict>(&statement)) {
    run_verdict(*verdict, std::move(flow), step, next);
  } else if (const auto* map = std::get_if<NftVerdictMap>(&statement)) {
    run_map(*map, std::move(flow), step, going, next);
  } else if (const auto* nat = std::get_if<NftNat>(&statement)) {
    run_nat(*nat, std::move(flow), step, going, next);
  } else if (const auto* sometimes = std::get_if<NftSometimes>(&statement)) {
    take(matcher_.by_chance(std::move(flow), sometimes->chosen));
  } else if (const auto* perhaps = std::get_if<NftPerhaps>(&statement)) {
    take(part_perhaps(*perhaps, std::move(flow), step.rule));
  } else if (const auto* change = std::get_if<NftMarkChange>(&statement)) {
    change_mark(*change, flow);
    going.push_back(std::move(flow));
  } else if (const auto* rewrite = std::get_if<NftRewrite>(&statement)) {
    run_rewrite(*rewrite, std::move(flow), step, going);
  } else if (const auto* proxy = std::get_if<NftTransparentProxy>(&statement)) {
    flow.mark_undecided(step.rule);
    events_.proxied(flow, *proxy);
    next.push_back(flow);
    going.push_back(std::move(flow));
  } else if (std::holds_alternative<NftUntrack>(statement)) {
    if (step.place.tracking == NftTracking::unclear) return lose(std::move(flow), step.rule);
    flow.untracked |= step.place.tracking == NftTracking::before;
    going.push_back(std::move(flow));
  } else {
    lose(std::move(flow), step.rule);
  }
}

NftParted NftWalk::part_perhaps(const NftPerhaps& perhaps, NftFlow flow, std::uint32_t rule) {
  using Newcomer = NftPerhaps::Newcomer;
  NftFlow other = flow;
  other.mark_undecided(rule);
  NftParted parted;
  if (perhaps.newcomer == Newcomer::unknown) {
    parted.yes.push_back(other);
    parted.no.push_back(std::move(other));
    return parted;
  }
  other.doubtful = true;
  const bool passes = perhaps.newcomer == Newcomer::passes;
  (passes ? parted.yes : parted.no).push_back(std::move(flow));
  (passes ? parted.no : parted.yes).push_back(std::move(other));
  return parted;
}

void NftWalk::run_verdict(const NftVerdict& verdict, NftFlow flow, Step& step, NftFlows& next) {
  using Kind = NftVerdictKind;
  switch (verdict.kind) {
    case Kind::accept:
      if (step.place.hook == NftHook::input) flow.accepted_by = step.rule;
      add_merged(step.exit.accepted, std::move(flow), ruleset_.choices);
      return;
    case Kind::drop:
    case Kind::reject:
      events_.stopped(flow, step.rule);
      return;
    case Kind::return_:
      add_merged(step.exit.returned, std::move(flow), ruleset_.choices);
      return;
    case Kind::continue_:
      next.push_back(std::move(flow));
      return;
    case Kind::queue:
      // A program decides, or nobody listens.
      flow.mark_undecided(step.rule);
      events_.stopped(flow, step.rule);
      add_merged(step.exit.accepted, std::move(flow), ruleset_.choices);
      return;
    case Kind::unknown:
      return lose(std::move(flow), step.rule);
    case Kind::jump:
    case Kind::go_to:
      break;
  }
  const NftChain& here = ruleset_.chains[ruleset_.rules[step.rule].chain];
  const auto target = ruleset_.find_chain(here, verdict.chain);
  if (!target || step.depth >= kMostJumps) return lose(std::move(flow), step.rule);
  Exit inner;
  NftFlows entering;
  entering.push_back(std::move(flow));
  run_chain(*target, step.place, std::move(entering), step.depth + 1, inner);
  for (NftFlow& piece : inner.accepted) {
    add_merged(step.exit.accepted, std::move(piece), ruleset_.choices);
  }
  for (NftFlow& piece : inner.returned) {
    if (verdict.kind == Kind::jump) {
      next.push_back(std::move(piece));
    } else {
      add_merged(step.exit.returned, std::move(piece), ruleset_.choices);
    }
  }
}

void NftWalk::run_map(const NftVerdictMap& map, NftFlow flow, Step& step, NftFlows& going,
                      NftFlows& next) {
  const NftRelation guard = guard_of(map.key, flow, step.place);
  if (guard == NftRelation::outside) return next.push_back(std::move(flow));
  if (guard == NftRelation::unknown || map.map->unreadable) {
    return lose(std::move(flow), step.rule);
  }
  for (NftTaken& taken :
       matcher_.look_up(std::move(flow), map.key, *map.map, step.place, step.rule)) {
    if (taken.elements == nullptr) {
      next.push_back(std::move(taken.flow));
    } else if (taken.elements->verdict.kind == NftVerdictKind::continue_) {
      going.push_back(std::move(taken.flow));
    } else {
      run_verdict(taken.elements->verdict, std::move(taken.flow), step, next);
    }
  }
}

NftRelation NftWalk::guard_of(const std::vector<NftSelector>& key, const NftFlow& flow,
                              const NftPlace& place) {
  NftRelation worst = NftRelation::inside;
  for (const NftSelector& selector : key) {
    const NftRelation guard = guard_answer(flow, selector, place);
    if (guard == NftRelation::outside) return guard;
    if (guard == NftRelation::unknown) worst = guard;
  }
  return worst;
}

void NftWalk::run_nat(const NftNat& nat, NftFlow flow, Step& step, NftFlows& going,
                      NftFlows& next) {
  const bool in_nat_chain = step.place.tracking == NftTracking::after;
  if (nat.kind == NftNatKind::unknown || !in_nat_chain) return lose(std::move(flow), step.rule);
  if (nat.kind == NftNatKind::source) {
    flow.nat_done = true;
    flow.source_rewritten = true;
    add_merged(step.exit.accepted, std::move(flow), ruleset_.choices);
    return;
  }
  if (nat.family && *nat.family != step.place.family) return going.push_back(std::move(flow));
  if (nat.kind == NftNatKind::redirect && !nat.map) {
    const NftValues own{.numbers = redirect_addresses(step.place)};
    if (own.numbers.empty()) return events_.stopped(flow, step.rule);
    return translate(&own, nat.port ? &*nat.port : nullptr, std::move(flow), step);
  }
  if (!nat.map) {
    return translate(nat.address ? &*nat.address : nullptr, nat.port ? &*nat.port : nullptr,
                     std::move(flow), step);
  }
  const NftRelation guard = guard_of(nat.key, flow, step.place);
  if (guard == NftRelation::outside) return next.push_back(std::move(flow));
  if (guard == NftRelation::unknown || nat.map->unreadable) {
    return lose(std::move(flow), step.rule);
  }
  const bool redirects = nat.kind == NftNatKind::redirect;
  const NftValues own{.numbers = redirects ? redirect_addresses(step.place) : NftIntervals{}};
  for (NftTaken& taken :
       matcher_.look_up(std::move(flow), nat.key, *nat.map, step.place, step.rule)) {
    if (taken.elements == nullptr) {
      next.push_back(std::move(taken.flow));
      continue;
    }
    const std::vector<NftValues>& data = taken.elements->data;
    if (data.empty()) {
      lose(std::move(taken.flow), step.rule);
    } else if (nat.map_gives_port) {
      translate(redirects ? &own : nullptr, &data[0], std::move(taken.flow), step);
    } else {
      translate(&data[0], data.size() > 1 ? &data[1] : nullptr, std::move(taken.flow), step);
    }
  }
}

void NftWalk::translate(const NftValues* address, const NftValues* port, NftFlow flow, Step& step) {
  const auto readable = [](const NftValues* values) {
    return values == nullptr || (!values->unreadable && !values->numbers.empty());
  };
  if (!readable(address) || !readable(port)) return lose(std::move(flow), step.rule);
  const NftIntervals* const to = address == nullptr ? nullptr : &address->numbers;
  const NftIntervals* const at = port == nullptr ? nullptr : &port->numbers;
  NftFlows pieces{std::move(flow)};
  NftFlows at_address = take_unchanged(NftDimension::destinations, to, pieces);
  NftFlows same = take_unchanged(NftDimension::ports, at, at_address);
  for (NftFlow& piece : at_address) pieces.push_back(std::move(piece));
  // Which one of several is taken is the kernel's choice.
  const bool one = (to == nullptr || to->single()) && (at == nullptr || at->single());
  for (NftFlow& piece : same)
    piece.destination_translated = one ? std::optional(false) : std::nullopt;
  for (NftFlow& piece : pieces) {
    piece.destination_translated = true;
    same.push_back(std::move(piece));
  }
  for (NftFlow& piece : same) {
    if (!one) piece.mark_undecided(step.rule);
    if (to != nullptr) piece.new_destinations = *to;
    if (at != nullptr) piece.new_ports = *at;
    piece.translated_by = step.rule;
    piece.nat_done = true;
    add_merged(step.exit.accepted, std::move(piece), ruleset_.choices);
  }
}

void NftWalk::run_rewrite(const NftRewrite& rewrite, NftFlow flow, Step& step, NftFlows& going) {
  const bool destination = rewrite.field == NftField::destination_address;
  if (!destination && rewrite.field != NftField::destination_port) {
    flow.source_rewritten = true;
    return going.push_back(std::move(flow));
  }
  if (!rewrite.value.numbers.single()) return lose(std::move(flow), step.rule);
  (destination ? flow.new_destinations : flow.new_ports) = rewrite.value.numbers;
  flow.translated_by = step.rule;
  going.push_back(std::move(flow));
}

}  // namespace minato::host
