// One packet instead of a set of them: the walk answers, and who stopped it is told.
#include "host/outgoing.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "host/nft_match.h"
#include "host/nft_place.h"
#include "host/nft_text.h"
#include "host/nft_values.h"
#include "host/nft_walk.h"
#include "model/address_set.h"

namespace minato::host {
namespace {

unsigned bits_of(model::Family family) { return family == model::Family::ipv4 ? 32 : 128; }

/// Keeps who stopped it, and whether that is certain.
class Stops final : public NftWalkEvents {
 public:
  void stopped(const NftFlow& flow, std::uint32_t by) override {
    const bool certain = flow.undecided_by == kNoRule && !flow.doubtful;
    if (certain && stopped_by == kNoRule) stopped_by = by;
    doubt |= !certain;
  }
  void lost(const NftFlow& /*flow*/) override { doubt = true; }
  void proxied(const NftFlow& /*flow*/, const NftTransparentProxy& /*proxy*/) override {
    doubt = true;
  }

  std::uint32_t stopped_by = kNoRule;
  bool doubt = false;
};

OutgoingVerdict named(const NftRuleset& rules, OutgoingFate fate, std::uint32_t by) {
  const bool policy = (by & kPolicy) != 0;
  const NftChain& chain = rules.chains[policy ? by & ~kPolicy : rules.rules[by].chain];
  OutgoingVerdict verdict{
      .fate = fate, .where = fmt::format("{} {} {}", chain.family_name, chain.table, chain.name)};
  if (policy) return verdict;
  verdict.where += fmt::format(" handle {}", rules.rules[by].handle);
  verdict.rule = rule_text(rules, by);
  return verdict;
}

class Journey {
 public:
  Journey(const NftRuleset& rules, const std::vector<sys::Interface>& interfaces,
          const OutgoingPacket& packet)
      : rules_(rules), packet_(packet), family_(packet.to.address.family()) {
    const auto by_index =
        std::ranges::find(interfaces, packet.output_index, &sys::Interface::index);
    if (by_index != interfaces.end()) output_ = &*by_index;
    place_.family = family_;
    place_.transport =
        packet.to.port.transport == model::Transport::tcp ? kTransportTcp : kTransportUdp;
    place_.packet_type = kPacketHost;
    std::vector<NftInterval> local;
    for (const sys::Interface& interface : interfaces) {
      for (const sys::InterfaceAddress& own : interface.addresses) {
        if (own.address.family() != family_) continue;
        const NftNumber number = model::number_of(own.address);
        local.push_back({number, number});
        // Without the zone of a link-local address.
        is_here_ |= std::ranges::equal(own.address.bytes(), packet.to.address.bytes());
      }
      if (interface.loopback) loopback_ = &interface;
    }
    is_here_ = is_here_ || packet.to.address.is_loopback();
    place_.local = NftIntervals::from(std::move(local));
    if (family_ == model::Family::ipv4) {
      place_.local = place_.local.united(NftIntervals::range(0x7f000000, 0x7fffffff));
    }
  }

  OutgoingVerdict follow() {
    const NftNumber own = model::number_of(packet_.from.address);
    std::vector<NftInterval> cuts = source_cuts(rules_, family_);
    cuts.push_back({own, own});
    const NftSourceSpace space(bits_of(family_), cuts);
    const NftMatcher matcher(rules_, space);
    NftWalk walk(rules_, matcher, stops_);
    NftFlow flow;
    flow.sources = space.set_of(NftIntervals::of(own));
    flow.destinations = NftIntervals::of(model::number_of(packet_.to.address));
    flow.destination_ports = NftIntervals::of(packet_.to.port.number);
    flow.source_ports = packet_.from.port.number == 0 ? NftIntervals::all(16)
                                                      : NftIntervals::of(packet_.from.port.number);
    NftFlows flows{std::move(flow)};
    place_.loopback = is_here_;
    place_.output = is_here_ ? loopback_ : output_;
    for (const NftHook hook : {NftHook::output, NftHook::postrouting}) {
      place_.hook = hook;
      flows = walk.through(place_, std::move(flows));
    }
    if (is_here_) {
      place_.input = std::exchange(place_.output, nullptr);
      if (place_.input != nullptr) place_.local_on_input = place_.local;
      for (const NftHook hook : {NftHook::prerouting, NftHook::input}) {
        place_.hook = hook;
        flows = walk.through(place_, std::move(flows));
      }
    }
    return verdict(flows);
  }

 private:
  [[nodiscard]] OutgoingVerdict verdict(const NftFlows& flows) const {
    const auto doubted = std::ranges::find_if(
        flows, [](const NftFlow& flow) { return flow.undecided_by != kNoRule; });
    if (doubted != flows.end()) return named(rules_, OutgoingFate::unknown, doubted->undecided_by);
    if (stops_.doubt) return {.fate = OutgoingFate::unknown};
    if (stops_.stopped_by == kNoRule) return {};
    // With any source port, some packets may pass and others not.
    return named(rules_, flows.empty() ? OutgoingFate::stopped : OutgoingFate::unknown,
                 stops_.stopped_by);
  }

  const NftRuleset& rules_;
  const OutgoingPacket& packet_;
  model::Family family_;
  const sys::Interface* output_ = nullptr;
  const sys::Interface* loopback_ = nullptr;
  bool is_here_ = false;
  NftPlace place_{};
  Stops stops_{};
};

}  // namespace

OutgoingVerdict judge_outgoing(const NftRuleset& rules,
                               const std::vector<sys::Interface>& interfaces,
                               const OutgoingPacket& packet) {
  return Journey(rules, interfaces, packet).follow();
}

}  // namespace minato::host
