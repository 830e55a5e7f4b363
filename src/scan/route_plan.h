// How each target is reached: the lanes out of this machine, and which addresses take which.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "model/target_set.h"
#include "scan/lane.h"
#include "sys/link_device.h"
#include "sys/route_lookup.h"

namespace minato::scan {

/// What a frame to a target needs in front.
enum class Reach : std::uint8_t {
  local,     ///< nothing: an address of this machine
  direct,    ///< nothing: tunnels
  gateway,   ///< the Ethernet address of the lane's gateway
  neighbor,  ///< the target's own Ethernet address
};

/// Addresses that leave by one lane.
struct PlannedRange {
  model::AddressRange range{};
  std::uint16_t lane = 0;
  Reach reach = Reach::direct;

  bool operator==(const PlannedRange&) const = default;
};

/// An interface that frames leave by.
struct LinkUse {
  std::uint32_t interface_index = 0;
  std::string name{};
  wire::LinkType framing = wire::LinkType::ethernet;
};

/// Why addresses cannot be asked.
enum class NoWay : std::uint8_t {
  no_route,     ///< no entry in the routing table
  unreachable,  ///< the routing table refuses
  broadcast,    ///< a broadcast or multicast address
  no_source,    ///< the interface has no address of this family
  silent_gateway,
};

struct LeftOutRange {
  model::AddressRange range{};
  NoWay why = NoWay::no_route;
  std::string about{};  ///< the gateway that is silent, or ""

  bool operator==(const LeftOutRange&) const = default;
};

struct RoutePlan {
  std::vector<Lane> lanes{};
  std::vector<Reach> reaches{};  ///< of the lanes
  std::vector<LinkUse> links{};
  std::vector<PlannedRange> ranges{};  ///< ascending, disjoint
  std::vector<LeftOutRange> left_out{};
};

/// Knows interfaces by index. Errors: not found, local.
using LinkDevices = std::function<base::Result<sys::LinkDevice>(std::uint32_t)>;

/// Asks for the route of every target; sends nothing. Errors: local; unsupported link layers.
[[nodiscard]] base::Result<RoutePlan> plan_routes(const model::TargetSet& targets,
                                                  const sys::RouteLookup& lookup,
                                                  const LinkDevices& devices);

/// The addresses of a plan that are reached in one of these ways.
[[nodiscard]] model::AddressSet addresses_reached(const RoutePlan& plan,
                                                  std::initializer_list<Reach> ways);

/// The targets that are among `wanted`.
[[nodiscard]] model::TargetSet targets_within(const model::TargetSet& targets,
                                              const model::AddressSet& wanted);

}  // namespace minato::scan
