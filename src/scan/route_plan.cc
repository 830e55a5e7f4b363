// From routes to lanes: one lane for each interface, source address and gateway.
#include "scan/route_plan.h"

#include <algorithm>
#include <tuple>

namespace minato::scan {
namespace {

using sys::NextHop;
using sys::NextHopKind;

/// Ranges that hold all targets: routes are asked for those.
model::AddressSet hulls(const model::TargetSet& targets) {
  std::vector<model::AddressRange> all(targets.ranges().ranges().begin(),
                                       targets.ranges().ranges().end());
  for (const model::OctetPattern& pattern : targets.patterns()) all.push_back(pattern.hull());
  return model::AddressSet(std::move(all));
}

class Planner {
 public:
  explicit Planner(const LinkDevices& devices) : devices_(devices) {}

  base::Result<void> add(const sys::RoutedRange& routed) {
    if (const auto why = no_way(routed.hop)) {
      plan_.left_out.push_back({routed.range, *why, ""});
      return {};
    }
    const auto lane = lane_of(routed.hop);
    if (!lane) return base::fail(lane.error());
    plan_.ranges.push_back({routed.range, *lane, plan_.reaches[*lane]});
    return {};
  }

  RoutePlan finish() {
    std::ranges::sort(plan_.ranges, {}, [](const PlannedRange& planned) {
      return std::tuple(planned.range.family, planned.range.scope, planned.range.first);
    });
    return std::move(plan_);
  }

 private:
  static std::optional<NoWay> no_way(const NextHop& hop) {
    switch (hop.kind) {
      case NextHopKind::none:
        return NoWay::no_route;
      case NextHopKind::unreachable:
        return NoWay::unreachable;
      case NextHopKind::broadcast:
        return NoWay::broadcast;
      case NextHopKind::unicast:
      case NextHopKind::local:
        break;
    }
    if (hop.source.is_unspecified()) return NoWay::no_source;
    return std::nullopt;
  }

  base::Result<std::uint16_t> lane_of(const NextHop& hop) {
    const auto device = devices_(hop.interface_index);
    if (!device) return base::fail(device.error());
    const auto link = link_of(*device);
    if (!link) return base::fail(link.error());
    Lane lane{.link = *link,
              .framing = plan_.links[*link].framing,
              .own_mac = {device->mac},
              .source = hop.source};
    Reach reach = hop.kind == NextHopKind::local ? Reach::local : Reach::direct;
    if (device->resolves_neighbors && hop.kind == NextHopKind::unicast) {
      lane.gateway = hop.gateway;
      reach = hop.gateway ? Reach::gateway : Reach::neighbor;
    }
    for (std::size_t i = 0; i < plan_.lanes.size(); ++i) {
      const Lane& known = plan_.lanes[i];
      if (known.link == lane.link && known.source == lane.source && known.gateway == lane.gateway &&
          plan_.reaches[i] == reach) {
        return static_cast<std::uint16_t>(i);
      }
    }
    plan_.lanes.push_back(lane);
    plan_.reaches.push_back(reach);
    return static_cast<std::uint16_t>(plan_.lanes.size() - 1);
  }

  base::Result<std::uint16_t> link_of(const sys::LinkDevice& device) {
    const auto known = std::ranges::find(plan_.links, device.index, &LinkUse::interface_index);
    if (known != plan_.links.end()) {
      return static_cast<std::uint16_t>(known - plan_.links.begin());
    }
    const auto framing = sys::framing_of(device);
    if (!framing) return base::fail(framing.error());
    plan_.links.push_back({.interface_index = device.index,
                           .name = device.name,
                           .framing = *framing == sys::Framing::ethernet ? wire::LinkType::ethernet
                                                                         : wire::LinkType::raw_ip});
    return static_cast<std::uint16_t>(plan_.links.size() - 1);
  }

  const LinkDevices& devices_;
  RoutePlan plan_;
};

}  // namespace

base::Result<RoutePlan> plan_routes(const model::TargetSet& targets, const sys::RouteLookup& lookup,
                                    const LinkDevices& devices) {
  Planner planner(devices);
  const model::AddressSet asked = hulls(targets);
  for (const model::AddressRange& range : asked.ranges()) {
    const auto routes = lookup.routes_of(range);
    if (!routes) return base::fail(routes.error());
    for (const sys::RoutedRange& routed : *routes) {
      if (const auto added = planner.add(routed); !added) return base::fail(added.error());
    }
  }
  return planner.finish();
}

model::AddressSet addresses_reached(const RoutePlan& plan, std::initializer_list<Reach> ways) {
  std::vector<model::AddressRange> ranges;
  for (const PlannedRange& planned : plan.ranges) {
    const bool wanted = std::ranges::find(ways, planned.reach) != ways.end();
    if (wanted) ranges.push_back(planned.range);
  }
  return model::AddressSet(std::move(ranges));
}

model::TargetSet targets_within(const model::TargetSet& targets, const model::AddressSet& wanted) {
  model::AddressSet others = hulls(targets);
  others.remove(wanted);
  return targets.without(others);
}

}  // namespace minato::scan
