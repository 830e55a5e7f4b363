// Numbers of probes: target slot x probes a target + slot of kind and port, permuted.
#include "scan/probe_space.h"

#include <algorithm>

#include "base/check.h"

namespace minato::scan {
namespace {

constexpr std::uint32_t kNoSlot = 0xffffffff;
constexpr std::size_t kPorts = 65536;

std::uint32_t count_probes(const std::vector<KindPorts>& kinds) {
  std::size_t count = 0;
  for (const KindPorts& kind : kinds) count += kind.ports.size();
  return static_cast<std::uint32_t>(count);
}

base::Uint128 size_of(const Targets& targets, std::uint32_t probes) {
  return std::max<base::Uint128>(1, static_cast<base::Uint128>(targets.slots()) * probes);
}

Position shard_size(base::Uint128 size, const Shard& shard) {
  MINATO_CHECK(shard.index < shard.count);
  if (size <= shard.index) return 0;
  return static_cast<Position>((size - shard.index - 1) / shard.count + 1);
}

}  // namespace

ProbeSpace::ProbeSpace(const Targets& targets, std::vector<KindPorts> kinds,
                       const ProbeSpaceOptions& options)
    : targets_(targets),
      options_(options),
      probes_a_target_(count_probes(kinds)),
      order_(size_of(targets, probes_a_target_), options.key),
      positions_(targets.slots() == 0 || probes_a_target_ == 0
                     ? 0
                     : shard_size(order_.size(), options.shard)) {
  for (const KindPorts& kind : kinds) {
    if (slot_by_port_.size() <= kind.kind) slot_by_port_.resize(kind.kind + std::size_t{1});
    auto& by_port = slot_by_port_[kind.kind];
    by_port.assign(kPorts, kNoSlot);
    for (const std::uint16_t port : kind.ports) {
      by_port[port] = static_cast<std::uint32_t>(slots_.size());
      slots_.push_back({kind.kind, port});
    }
  }
  if (options.one_answer_a_target) finished_.resize(targets.slots());
}

std::optional<Probe> ProbeSpace::probe_at(Position position) const {
  if (options_.done != nullptr && options_.done->contains(position)) return std::nullopt;
  const base::Uint128 place =
      static_cast<base::Uint128>(position) * options_.shard.count + options_.shard.index;
  const base::Uint128 number = order_.at(place);
  // Scans beyond 2^64 probes never get here: they would never end.
  const std::uint64_t low = base::low_half(number);
  const std::uint64_t target = low / probes_a_target_;
  if (!finished_.empty() && finished_[target]) return std::nullopt;
  const auto to = targets_.at(target);
  if (!to) return std::nullopt;
  const Slot slot = slots_[low % probes_a_target_];
  return Probe{.address = to->address,
               .port = slot.port,
               .kind = slot.kind,
               .group = to->group,
               .target = target,
               .lane = to->lane,
               .next_hop = to->next_hop};
}

void ProbeSpace::finish_target(const Probe& probe) {
  if (!finished_.empty()) finished_[probe.target] = true;
}

std::optional<Position> ProbeSpace::position_of(const model::IpAddress& address, std::uint16_t kind,
                                                std::uint16_t port) const {
  if (kind >= slot_by_port_.size() || slot_by_port_[kind].empty()) return std::nullopt;
  const std::uint32_t slot = slot_by_port_[kind][port];
  if (slot == kNoSlot) return std::nullopt;
  const auto target = targets_.slot_of(address);
  if (!target) return std::nullopt;
  const base::Uint128 number = static_cast<base::Uint128>(*target) * probes_a_target_ + slot;
  const base::Uint128 place = order_.position_of(number);
  if (place % options_.shard.count != options_.shard.index) return std::nullopt;
  return static_cast<Position>(place / options_.shard.count);
}

}  // namespace minato::scan
