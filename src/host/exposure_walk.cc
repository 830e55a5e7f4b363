// The life of a first packet: ingress, prerouting, routing, input; or, from this machine itself,
// output, postrouting, and around the loopback prerouting and input.
#include "host/exposure_walk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "host/nft_values.h"
#include "host/nft_visit.h"
#include "host/nft_walk.h"
#include "model/address_set.h"

namespace minato::host {
namespace {

using model::Exposure;
using model::Family;

constexpr unsigned kPortBits = 16;
// More undecided drops than that are not told apart: everything undecided is then in doubt.
constexpr std::size_t kMostDrops = 512;
constexpr NftNumber kLimitedBroadcast = 0xffffffff;

unsigned bits_of(Family family) { return family == Family::ipv4 ? 32 : 128; }

std::uint8_t number_of(model::Transport transport) {
  return transport == model::Transport::tcp ? kTransportTcp : kTransportUdp;
}

NftIntervals broadcasts_of(const ExposureInputs& inputs, Family family) {
  if (family != Family::ipv4) return {};
  std::vector<NftInterval> found{{kLimitedBroadcast, kLimitedBroadcast}};
  for (const sys::Interface& interface : inputs.interfaces) {
    for (const auto& local : interface.addresses) {
      if (!interface.up || !local.address.is_v4() || local.prefix_length > 30) continue;
      const auto range = model::AddressRange::of(model::Prefix(local.address, local.prefix_length));
      found.push_back({range.last, range.last});
    }
  }
  return NftIntervals::from(std::move(found));
}

NftIntervals addresses_of(const sys::Interface& interface, Family family) {
  std::vector<NftInterval> found;
  for (const auto& local : interface.addresses) {
    if (local.address.family() != family) continue;
    const NftNumber number = model::number_of(local.address);
    found.push_back({number, number});
  }
  return NftIntervals::from(std::move(found));
}

NftNumber packet_type_of(ExposureCast cast) {
  switch (cast) {
    case ExposureCast::broadcast:
      return kPacketBroadcast;
    case ExposureCast::multicast:
      return kPacketMulticast;
    case ExposureCast::host:
      break;
  }
  return kPacketHost;
}

bool serves(NftFamily chain, Family family) {
  return chain == NftFamily::inet ||
         chain == (family == Family::ipv4 ? NftFamily::ip : NftFamily::ip6);
}

}  // namespace

/// Follows one entry and keeps what happens on the way.
class ExposureFilter::Way : public NftWalkEvents {
 public:
  Way(const ExposureFilter& filter, const ExposureEntry& entry, const model::Socket& socket,
      ExposureFindings& findings)
      : filter_(filter),
        entry_(entry),
        findings_(findings),
        walk_(filter.rules_, filter.matcher_, *this),
        port_(NftIntervals::of(socket.local.port.number)),
        bound_(is_wildcard(socket)
                   ? NftIntervals::all(bits_of(entry.family))
                   : NftIntervals::of(model::number_of(socket.local.address.unmapped()))) {
    place_.family = entry.family;
    place_.transport = number_of(socket.local.port.transport);
    place_.loopback = entry.loopback;
    place_.packet_type = packet_type_of(entry.cast);
    place_.local = filter.ways_.local_addresses(*entry.interface, entry.family);
    place_.local_on_input = addresses_of(*entry.interface, entry.family);
    place_.broadcast = broadcasts_of(filter.inputs_, entry.family);
  }

  void follow() {
    NftFlows flows = entry_.loopback ? around_the_loopback() : from_outside();
    for (const NftFlow& flow : flows) arrived(flow);
    for (const NftFlow& flow : lost_) {
      for_each_scope(flow, [&](Exposure scope) { findings_.may_reach(scope, flow.undecided_by); });
    }
  }

  void stopped(const NftFlow& flow, std::uint32_t by) override {
    if (flow.doubtful) return;
    if (flow.undecided_by != kNoRule) keep_drop(flow);
    if (flow.current_ports().intersects(port_) && flow.current_destinations().intersects(bound_)) {
      for_each_scope(flow, [&](Exposure scope) { findings_.stopped(scope, by); });
    }
  }

  void lost(const NftFlow& flow) override {
    keep_drop(flow);
    lost_.push_back(flow);
  }

  void proxied(const NftFlow& flow, const NftTransparentProxy& proxy) override {
    const bool here =
        !proxy.port || proxy.port->unreadable || proxy.port->numbers.intersects(port_);
    keep_drop(flow);
    if (here) lost_.push_back(flow);
  }

 private:
  NftFlows initial() const {
    NftFlow flow;
    flow.destinations = entry_.destinations;
    flow.destination_ports = entry_.any_port ? NftIntervals::all(kPortBits) : port_;
    flow.source_ports = NftIntervals::all(kPortBits);
    flow.sources = filter_.sources_.space().none();
    for (const Exposure scope : scopes()) {
      if (scope <= entry_.widest) flow.sources.add(filter_.sources_.of(*entry_.interface, scope));
    }
    if (entry_.cast != ExposureCast::host) flow.sources.add(filter_.sources_.unspecified());
    flow.doubtful = entry_.perhaps_joined;
    NftFlows flows;
    if (!flow.sources.empty()) flows.push_back(std::move(flow));
    return flows;
  }

  NftFlows through(NftHook hook, NftFlows flows) {
    place_.hook = hook;
    return walk_.through(place_, std::move(flows));
  }

  NftFlows from_outside() {
    place_.input = entry_.interface;
    place_.vrf = entry_.vrf;
    NftFlows flows = through(NftHook::ingress, initial());
    flows = through(NftHook::prerouting, std::move(flows));
    const NftIntervals loopback = loopback_addresses(entry_.family);
    const bool takes_loopback =
        entry_.family == Family::ipv4 && filter_.ways_.takes_localnet(*entry_.interface);
    NftIntervals local = takes_loopback ? place_.local : place_.local.without(loopback);
    if (entry_.cast != ExposureCast::host) local = local.united(entry_.destinations);
    return through(NftHook::input, ours(delivered(std::move(flows), local)));
  }

  NftFlows around_the_loopback() {
    place_.output = entry_.interface;
    NftFlows flows = delivered(through(NftHook::output, initial()), place_.local);
    flows = through(NftHook::postrouting, std::move(flows));
    place_.output = nullptr;
    place_.input = entry_.interface;
    return through(NftHook::input, ours(through(NftHook::prerouting, std::move(flows))));
  }

  /// The packets that routing hands to this machine. Others were translated to elsewhere.
  NftFlows delivered(NftFlows flows, const NftIntervals& local) {
    return kept(std::move(flows), NftDimension::destinations, local);
  }

  /// The packets for the socket's address and port.
  NftFlows ours(NftFlows flows) {
    flows = kept(std::move(flows), NftDimension::destinations, bound_);
    return kept(std::move(flows), NftDimension::ports, port_);
  }

  NftFlows kept(NftFlows flows, NftDimension dimension, const NftIntervals& values) {
    NftFlows inside;
    for (NftFlow& flow : flows) {
      NftParted parted = NftMatcher::cut(std::move(flow), dimension, values);
      for (NftFlow& piece : parted.yes) inside.push_back(std::move(piece));
      for (const NftFlow& piece : parted.no) went_elsewhere(piece);
    }
    return inside;
  }

  void went_elsewhere(const NftFlow& flow) {
    if (flow.doubtful) return;
    if (flow.undecided_by != kNoRule) keep_drop(flow);
    const bool was_for_us =
        flow.destination_ports.intersects(port_) && flow.destinations.intersects(bound_);
    if (flow.translated_by == kNoRule || !was_for_us) return;
    for_each_scope(flow, [&](Exposure scope) { findings_.stopped(scope, flow.translated_by); });
  }

  void arrived(const NftFlow& flow) {
    for_each_scope(flow, [&](Exposure scope) {
      if (flow.doubtful || (flow.undecided_by != kNoRule && !surely_arrives(flow, scope))) {
        findings_.may_reach(scope, flow.undecided_by);
        return;
      }
      findings_.reached(scope, {.accepted_by = flow.accepted_by,
                                .translated_by = flow.translated_by,
                                .family = entry_.family,
                                .destination = flow.destinations.parts()[0].first,
                                .interface = entry_.interface->name});
    });
  }

  /// Some of it is not among what undecided rules may drop.
  bool surely_arrives(const NftFlow& flow, Exposure scope) const {
    if (too_many_drops_) return false;
    NftFlow of_scope = flow;
    of_scope.sources.keep(sources_of(scope));
    const auto left = without(of_scope, drops_, filter_.rules_.choices);
    return left && !left->empty();
  }

  void keep_drop(const NftFlow& flow) {
    too_many_drops_ |= drops_.size() >= kMostDrops;
    if (!too_many_drops_) drops_.push_back(flow);
  }

  std::vector<Exposure> scopes() const {
    if (entry_.loopback) return {Exposure::loopback};
    return {Exposure::link, Exposure::private_, Exposure::public_};
  }

  NftSourceSet sources_of(Exposure scope) const {
    NftSourceSet sources = filter_.sources_.of(*entry_.interface, scope);
    const bool to_all = entry_.cast != ExposureCast::host && scope == Exposure::link;
    if (to_all) sources.add(filter_.sources_.unspecified());
    return sources;
  }

  template <typename Visit>
  void for_each_scope(const NftFlow& flow, Visit visit) const {
    for (const Exposure scope : scopes()) {
      if (flow.sources.intersects(sources_of(scope))) visit(scope);
    }
  }

  const ExposureFilter& filter_;
  const ExposureEntry& entry_;
  ExposureFindings& findings_;
  NftWalk walk_;
  NftIntervals port_;
  NftIntervals bound_;
  NftPlace place_{};
  NftFlows drops_{};  ///< that undecided rules may stop
  NftFlows lost_{};
  bool too_many_drops_ = false;
};

ExposureFilter::ExposureFilter(const ExposureInputs& inputs, const NftRuleset& rules,
                               const ExposureWays& ways, Family family)
    : inputs_(inputs),
      rules_(rules),
      ways_(ways),
      family_(family),
      sources_(inputs, ways, family, source_cuts(rules, family)),
      matcher_(rules, sources_.space()) {
  read_translations();
}

void ExposureFilter::add_translation(const NftNat& nat) {
  if (nat.family && *nat.family != family_) return;
  if (nat.kind != NftNatKind::destination && nat.kind != NftNatKind::redirect) return;
  const NftIntervals every_port = NftIntervals::all(kPortBits);
  if (nat.map) {
    translated_ports_ = every_port;
    return;
  }
  if (nat.address && !nat.address->unreadable) {
    NftIntervals local;
    for (const sys::Interface* const interface : ways_.interfaces()) {
      local = local.united(ways_.local_addresses(*interface, family_));
    }
    if (!nat.address->numbers.intersects(local)) return;  // to a container, or another machine
  }
  const bool known_port = nat.port && !nat.port->unreadable;
  translated_ports_ = translated_ports_.united(known_port ? nat.port->numbers : every_port);
}

void ExposureFilter::read_translations() {
  std::set<std::pair<std::string, std::string>> tables;  // family and name of those that translate
  for (const NftRule& rule : rules_.rules) {
    const NftChain& chain = rules_.chains[rule.chain];
    if (!serves(chain.family, family_)) continue;
    for (const NftStatement& statement : rule.statements) {
      if (const auto* nat = std::get_if<NftNat>(&statement)) {
        add_translation(*nat);
        if (nat->kind != NftNatKind::source) tables.emplace(chain.family_name, chain.table);
      } else if (const auto* rewrite = std::get_if<NftRewrite>(&statement)) {
        const bool moves = rewrite->field == NftField::destination_address ||
                           rewrite->field == NftField::destination_port;
        if (moves) translated_ports_ = NftIntervals::all(kPortBits);
      }
    }
  }
  if (translated_ports_.empty()) return;
  std::vector<NftInterval> named;
  for (const NftRule& rule : rules_.rules) {
    const NftChain& chain = rules_.chains[rule.chain];
    if (!tables.contains({chain.family_name, chain.table})) continue;
    visit_values(rule, [&](const NftSelector& selector, const NftValues& values) {
      if (selector.field != NftField::destination_address || selector.mask) return;
      const auto parts = values.numbers.parts();
      named.insert(named.end(), parts.begin(), parts.end());
    });
  }
  named_destinations_ =
      NftIntervals::from(std::move(named)).intersected(NftIntervals::all(bits_of(family_)));
}

std::vector<ExposureEntry> ExposureFilter::translated_entries(const model::Socket& socket) const {
  std::vector<ExposureEntry> entries;
  const NftIntervals loopback = loopback_addresses(family_);
  for (const sys::Interface* const interface : ways_.interfaces()) {
    if (!ways_.admits(socket, *interface)) continue;
    const NftIntervals local = ways_.local_addresses(*interface, family_);
    const NftIntervals candidates = local.without(loopback).united(named_destinations_);
    for (const Exposure scope : {Exposure::public_, Exposure::private_, Exposure::link}) {
      ExposureEntry entry{
          .interface = interface,
          .vrf = ways_.vrf_of(*interface),
          .family = family_,
          .destinations = candidates.intersected(addresses_of_scope(family_, scope)),
          .any_port = true,
          .widest = scope};
      if (!entry.destinations.empty()) entries.push_back(std::move(entry));
    }
  }
  for (const sys::Interface& interface : inputs_.interfaces) {
    NftIntervals destinations = ways_.loopback_destinations(socket, interface, family_);
    if (destinations.empty()) continue;
    entries.push_back({.interface = &interface,
                       .loopback = true,
                       .family = family_,
                       .destinations = std::move(destinations),
                       .any_port = true,
                       .widest = Exposure::loopback});
  }
  return entries;
}

void ExposureFilter::walk(const ExposureEntry& entry, const model::Socket& socket,
                          ExposureFindings& findings) const {
  Way(*this, entry, socket, findings).follow();
}

}  // namespace minato::host
