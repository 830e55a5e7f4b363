// Targets of any number in O(ranges) memory, each with the way that the route plan has for it.
#pragma once

#include <memory>
#include <vector>

#include "model/target_set.h"
#include "scan/route_plan.h"
#include "scan/targets.h"

namespace minato::scan {

/// Addresses that need no Ethernet address of their own, or that are asked for it. Up to
/// kMostGroups addresses have a target group each; more share one for each lane.
class RoutedTargets final : public Targets {
 public:
  /// targets: at most 2^63 slots. plan: with the next hops of its gateways; need not outlive this.
  RoutedTargets(model::TargetSet targets, const RoutePlan& plan);

  [[nodiscard]] std::uint64_t slots() const override { return slots_; }
  [[nodiscard]] std::optional<TargetAddress> at(std::uint64_t slot) const override;
  [[nodiscard]] std::optional<std::uint64_t> slot_of(
      const model::IpAddress& address) const override;
  [[nodiscard]] std::uint32_t groups() const override { return groups_; }

 private:
  struct Way {
    wire::MacAddress next_hop{};
    std::uint32_t group = 0;
  };
  [[nodiscard]] const PlannedRange* range_of(const model::IpAddress& address) const;

  model::TargetSet targets_;
  std::vector<PlannedRange> ranges_;
  std::vector<Way> ways_;  ///< by lane
  std::uint64_t slots_;
  std::uint32_t groups_ = 1;
  bool group_a_slot_;
};

/// Several sorts of targets in one scan.
class JoinedTargets final : public Targets {
 public:
  explicit JoinedTargets(std::vector<std::unique_ptr<Targets>> parts);

  [[nodiscard]] std::uint64_t slots() const override { return slots_; }
  [[nodiscard]] std::optional<TargetAddress> at(std::uint64_t slot) const override;
  [[nodiscard]] std::optional<std::uint64_t> slot_of(
      const model::IpAddress& address) const override;
  [[nodiscard]] std::uint32_t groups() const override { return groups_; }

 private:
  struct Part {
    std::unique_ptr<Targets> targets{};
    std::uint64_t first_slot = 0;
    std::uint32_t first_group = 0;
  };
  std::vector<Part> parts_;
  std::uint64_t slots_ = 0;
  std::uint32_t groups_ = 0;
};

}  // namespace minato::scan
