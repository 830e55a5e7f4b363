// The routes of a namespace: what can be reached over which interface (rtnetlink(7)).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "model/ip_address.h"

namespace minato::sys {

enum class RouteKind : std::uint8_t {
  unicast,  ///< leads elsewhere
  local,    ///< addresses of this machine
  other,    ///< broadcast, multicast, blackhole, …
};

struct Route {
  model::Prefix destination{};
  RouteKind kind = RouteKind::other;
  /// Indices of the interfaces it leads over; empty when that cannot be told (nexthop objects).
  std::vector<std::uint32_t> interfaces{};

  bool operator==(const Route&) const = default;
};

/// Every route of every table of the calling thread's network namespace. Errors: local.
[[nodiscard]] base::Result<std::vector<Route>> list_routes();

/// Parses RTM_NEWROUTE; nothing for families other than IPv4 and IPv6.
[[nodiscard]] tl::expected<std::optional<Route>, base::Malformed> parse_route(base::Bytes payload);

}  // namespace minato::sys
