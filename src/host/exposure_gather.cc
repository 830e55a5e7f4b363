// Reading what the judge needs from the calling thread's network namespace.
#include <algorithm>
#include <utility>

#include "host/exposure.h"
#include "host/nft_reader.h"
#include "sys/arrival.h"
#include "sys/nftables.h"
#include "sys/routes.h"

namespace minato::host {
namespace {

// Routers of the Internet have a million routes: beyond this an interface leads everywhere.
constexpr std::size_t kMostRoutes = 4096;

bool is_own_address(const std::vector<sys::Interface>& interfaces, const model::Prefix& prefix) {
  return std::ranges::any_of(interfaces, [&](const sys::Interface& interface) {
    return std::ranges::any_of(interface.addresses, [&](const sys::InterfaceAddress& local) {
      return prefix == model::Prefix(local.address, local.address.bits()) ||
             std::ranges::equal(prefix.address().bytes(), local.address.bytes());
    });
  });
}

/// Without routes every interface leads everywhere, which is never too narrow.
void take_routes(ExposureInputs& inputs) {
  const auto routes = sys::list_routes();
  if (!routes) return;
  for (const sys::Interface& interface : inputs.interfaces) inputs.routes[interface.index];
  for (const sys::Route& route : *routes) {
    if (route.kind == sys::RouteKind::local) {
      const bool known = route.destination.address().is_loopback() ||
                         is_own_address(inputs.interfaces, route.destination);
      if (!known) inputs.local_blocks.push_back(route.destination);
    }
    if (route.kind != sys::RouteKind::unicast) continue;
    for (auto& [index, prefixes] : inputs.routes) {
      const bool leads_there = route.interfaces.empty() ||
                               std::ranges::find(route.interfaces, index) != route.interfaces.end();
      if (leads_there) prefixes.push_back(route.destination);
    }
  }
  std::erase_if(inputs.routes, [](const auto& entry) { return entry.second.size() > kMostRoutes; });
}

}  // namespace

base::Result<ExposureInputs> gather_exposure() {
  ExposureInputs inputs;
  auto interfaces = sys::list_interfaces();
  if (!interfaces) return base::fail(interfaces.error());
  inputs.interfaces = std::move(*interfaces);
  take_routes(inputs);
  sys::ArrivalSettings settings = sys::read_arrival_settings(inputs.interfaces);
  inputs.groups = std::move(settings.groups);
  inputs.route_localnet = std::move(settings.route_localnet);
  inputs.tcp_accepts_vrf = settings.tcp_accepts_vrf;
  inputs.udp_accepts_vrf = settings.udp_accepts_vrf;
  auto filter = sys::read_packet_filter();
  if (filter) {
    inputs.rules = read_ruleset(*filter);
    inputs.legacy_tables = std::move(filter->legacy_tables);
  } else {
    inputs.rules = base::fail(filter.error());
  }
  return inputs;
}

}  // namespace minato::host
