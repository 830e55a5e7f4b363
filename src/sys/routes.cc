// Dumping routes of all tables; nexthops of multipath routes lie in a list of their own.
#include "sys/routes.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "sys/netlink_socket.h"

namespace minato::sys {

using base::Malformed;
using base::Result;
using model::IpAddress;
using model::Prefix;

namespace {

constexpr int kAttempts = 5;

RouteKind kind_of(std::uint8_t type) {
  if (type == RTN_UNICAST) return RouteKind::unicast;
  return type == RTN_LOCAL ? RouteKind::local : RouteKind::other;
}

std::optional<Prefix> prefix_of(std::uint8_t family, base::Bytes bytes, unsigned length) {
  if (family == AF_INET && bytes.size() == 4) {
    return Prefix(IpAddress::v4(base::ByteReader(bytes).u32()), std::min(length, 32U));
  }
  if (family == AF_INET6 && bytes.size() == 16) {
    return Prefix(IpAddress::v6(bytes.first<16>()), std::min(length, 128U));
  }
  return std::nullopt;
}

/// RTA_MULTIPATH: rtnexthop structures, each followed by attributes that are not needed here.
std::optional<Malformed> read_nexthops(base::Bytes list, std::vector<std::uint32_t>& interfaces) {
  while (!list.empty()) {
    const auto hop = read_native<rtnexthop>(list);
    if (!hop || hop->rtnh_len < sizeof(rtnexthop) || hop->rtnh_len > list.size()) {
      return Malformed{0, "nexthop length"};
    }
    interfaces.push_back(static_cast<std::uint32_t>(hop->rtnh_ifindex));
    list = list.subspan(std::min<std::size_t>(list.size(), (hop->rtnh_len + 3U) & ~3U));
  }
  return std::nullopt;
}

}  // namespace

tl::expected<std::optional<Route>, Malformed> parse_route(base::Bytes payload) {
  const auto header = read_native<rtmsg>(payload);
  if (!header) return tl::unexpected(Malformed{payload.size(), "rtmsg length"});
  if (header->rtm_family != AF_INET && header->rtm_family != AF_INET6) return std::nullopt;
  const IpAddress any =
      header->rtm_family == AF_INET ? IpAddress{} : IpAddress::v6(std::array<std::uint8_t, 16>{});
  Route route{.destination = Prefix(any, 0), .kind = kind_of(header->rtm_type)};
  std::optional<Malformed> wrong;
  const auto malformed = for_each_attribute(
      payload.subspan(NLMSG_ALIGN(sizeof(rtmsg))), [&](const NetlinkAttribute& attribute) {
        if (attribute.type == RTA_DST) {
          const auto prefix = prefix_of(header->rtm_family, attribute.value, header->rtm_dst_len);
          if (prefix) route.destination = *prefix;
          if (!prefix) wrong = Malformed{0, "route destination length"};
        }
        if (attribute.type == RTA_OIF) {
          const auto index = read_native<std::uint32_t>(attribute.value);
          if (index) route.interfaces.push_back(*index);
        }
        if (attribute.type == RTA_MULTIPATH) {
          if (auto bad = read_nexthops(attribute.value, route.interfaces)) wrong = bad;
        }
      });
  if (malformed) wrong = malformed;
  if (wrong) return tl::unexpected(*wrong);
  return route;
}

Result<std::vector<Route>> list_routes() {
  auto netlink = NetlinkSocket::create(NETLINK_ROUTE);
  if (!netlink) return base::fail(netlink.error());
  NetlinkRequest question{.type = RTM_GETROUTE, .flags = NLM_F_DUMP, .what = "rtnetlink route"};
  append_native(question.body, rtmsg{});  // zeroes ask for all families and tables
  std::vector<Route> routes;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    routes.clear();
    const auto answered = netlink->ask(question, [&](const NetlinkMessage& message) {
      auto route = parse_route(message.payload);
      if (route && *route) routes.push_back(std::move(**route));
    });
    if (!answered) return base::fail(answered.error());
    if (!answered->interrupted) break;
  }
  return routes;
}

}  // namespace minato::sys
