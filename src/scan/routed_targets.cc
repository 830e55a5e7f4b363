// Slots to addresses, addresses to ranges, ranges to lanes.
#include "scan/routed_targets.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace minato::scan {
namespace {

bool begins_after(const model::IpAddress& address, const PlannedRange& planned) {
  const model::AddressRange& range = planned.range;
  return std::tuple(address.family(), address.scope(), model::number_of(address)) <
         std::tuple(range.family, range.scope, range.first);
}

}  // namespace

RoutedTargets::RoutedTargets(model::TargetSet targets, const RoutePlan& plan)
    : targets_(std::move(targets)),
      ranges_(plan.ranges),
      ways_(plan.lanes.size()),
      slots_(static_cast<std::uint64_t>(targets_.slots())),
      group_a_slot_(slots_ <= kMostGroups) {
  MINATO_CHECK(targets_.slots() >> 63 == 0);
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    ways_[i] = {plan.lanes[i].next_hop, static_cast<std::uint32_t>(i)};
  }
  const std::uint64_t groups = group_a_slot_ ? slots_ : ways_.size();
  groups_ = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(groups));
}

const PlannedRange* RoutedTargets::range_of(const model::IpAddress& address) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address, begins_after);
  if (after == ranges_.begin()) return nullptr;
  const PlannedRange& found = *(after - 1);
  return found.range.contains(address) ? &found : nullptr;
}

std::optional<TargetAddress> RoutedTargets::at(std::uint64_t slot) const {
  const auto address = targets_.at(slot);
  if (!address) return std::nullopt;
  const PlannedRange* const planned = range_of(*address);
  if (planned == nullptr) return std::nullopt;
  const Way& way = ways_[planned->lane];
  return TargetAddress{.address = *address,
                       .lane = planned->lane,
                       .group = group_a_slot_ ? static_cast<std::uint32_t>(slot) : way.group,
                       .next_hop = way.next_hop};
}

std::optional<std::uint64_t> RoutedTargets::slot_of(const model::IpAddress& address) const {
  const auto slot = targets_.slot_of(address);
  return slot ? std::optional(static_cast<std::uint64_t>(*slot)) : std::nullopt;
}

JoinedTargets::JoinedTargets(std::vector<std::unique_ptr<Targets>> parts) {
  for (auto& part : parts) {
    if (part->slots() == 0) continue;
    const std::uint64_t slots = part->slots();
    const std::uint32_t groups = part->groups();
    parts_.push_back({std::move(part), slots_, groups_});
    slots_ += slots;
    groups_ += groups;
  }
  groups_ = std::max<std::uint32_t>(groups_, 1);
}

std::optional<TargetAddress> JoinedTargets::at(std::uint64_t slot) const {
  const Part* found = &parts_.front();
  for (const Part& part : parts_) {
    if (part.first_slot <= slot) found = &part;
  }
  auto target = found->targets->at(slot - found->first_slot);
  if (target) target->group += found->first_group;
  return target;
}

std::optional<std::uint64_t> JoinedTargets::slot_of(const model::IpAddress& address) const {
  for (const Part& part : parts_) {
    if (const auto slot = part.targets->slot_of(address)) return part.first_slot + *slot;
  }
  return std::nullopt;
}

}  // namespace minato::scan
