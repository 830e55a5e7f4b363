// Asking rtnetlink: all prefixes once, then one address between each two of their edges.
#include "sys/route_lookup.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "sys/netlink_socket.h"
#include "sys/routes.h"

namespace minato::sys {
namespace {

using base::Malformed;
using base::Uint128;
using model::AddressRange;
using model::Family;
using model::IpAddress;

int kernel_family(Family family) { return family == Family::ipv4 ? AF_INET : AF_INET6; }

std::optional<IpAddress> address_in(std::uint8_t family, base::Bytes bytes, std::uint32_t scope) {
  if (family == AF_INET && bytes.size() == 4) {
    return IpAddress::v4(ntohl(read_native<std::uint32_t>(bytes).value_or(0)));
  }
  if (family != AF_INET6 || bytes.size() != 16) return std::nullopt;
  const IpAddress address = IpAddress::v6(bytes.first<16>());
  return address.is_link_local() ? IpAddress::v6(bytes.first<16>(), scope) : address;
}

NextHopKind kind_of(std::uint8_t type) {
  switch (type) {
    case RTN_UNICAST:
      return NextHopKind::unicast;
    case RTN_LOCAL:
      return NextHopKind::local;
    case RTN_BROADCAST:
    case RTN_ANYCAST:
    case RTN_MULTICAST:
      return NextHopKind::broadcast;
    case RTN_UNREACHABLE:
    case RTN_PROHIBIT:
    case RTN_BLACKHOLE:
    case RTN_THROW:
      return NextHopKind::unreachable;
    default:
      return NextHopKind::none;
  }
}

struct RouteAttributes {
  std::uint32_t interface_index = 0;
  base::Bytes gateway{};
  base::Bytes via{};  ///< RTA_VIA: family:u16 address
  base::Bytes source{};
};

tl::expected<RouteAttributes, Malformed> attributes_of(base::Bytes payload) {
  RouteAttributes found;
  if (payload.size() < NLMSG_ALIGN(sizeof(rtmsg))) {
    return tl::unexpected(Malformed{payload.size(), "rtmsg length"});
  }
  const auto malformed = for_each_attribute(
      payload.subspan(NLMSG_ALIGN(sizeof(rtmsg))), [&](const NetlinkAttribute& attribute) {
        if (attribute.type == RTA_OIF) {
          found.interface_index = read_native<std::uint32_t>(attribute.value).value_or(0);
        }
        if (attribute.type == RTA_GATEWAY) found.gateway = attribute.value;
        if (attribute.type == RTA_VIA) found.via = attribute.value;
        if (attribute.type == RTA_PREFSRC) found.source = attribute.value;
      });
  if (malformed) return tl::unexpected(*malformed);
  return found;
}

/// Errors of a lookup that are an answer.
std::optional<NextHopKind> kind_of_error(int error) {
  if (error == ENETUNREACH) return NextHopKind::none;
  if (error == EHOSTUNREACH || error == EACCES || error == EINVAL) return NextHopKind::unreachable;
  return std::nullopt;
}

base::Result<NextHop> ask_route(NetlinkSocket& netlink, const IpAddress& destination,
                                std::uint32_t interface_index) {
  NetlinkRequest question{.type = RTM_GETROUTE, .what = "rtnetlink route"};
  rtmsg body{};
  body.rtm_family = static_cast<std::uint8_t>(kernel_family(destination.family()));
  body.rtm_dst_len = static_cast<std::uint8_t>(destination.bits());
  append_native(question.body, body);
  const auto append_attribute = [&](std::uint16_t type, base::Bytes value) {
    append_native(question.body,
                  rtattr{static_cast<std::uint16_t>(RTA_LENGTH(value.size())), type});
    question.body.insert(question.body.end(), value.begin(), value.end());
  };
  append_attribute(RTA_DST, destination.bytes());
  const std::uint32_t scope = destination.scope() != 0 ? destination.scope() : interface_index;
  if (scope != 0) {
    std::array<std::uint8_t, sizeof(scope)> index{};
    std::memcpy(index.data(), &scope, sizeof(scope));
    append_attribute(RTA_OIF, index);
  }
  std::optional<tl::expected<NextHop, Malformed>> found;
  const auto asked = netlink.ask(question, [&](const NetlinkMessage& message) {
    if (message.type == RTM_NEWROUTE) found = parse_next_hop(message.payload);
  });
  if (!asked) {
    const auto kind = kind_of_error(asked.error().errno_value);
    if (kind) return NextHop{.kind = *kind};
    return base::fail(asked.error());
  }
  if (!found || !*found) return NextHop{};
  return **found;
}

/// The first address of each piece into which the routing prefixes cut the range; ascending.
base::Result<std::vector<Uint128>> piece_starts(const AddressRange& range) {
  std::vector<Uint128> starts = {range.first};
  const auto cut = [&](Uint128 at) {
    if (at > range.first && at <= range.last) starts.push_back(at);
  };
  const auto routes = list_routes();
  if (!routes) return base::fail(routes.error());
  for (const Route& route : *routes) {
    const AddressRange block = AddressRange::of(route.destination);
    if (block.family != range.family) continue;
    cut(block.first);
    if (block.last < range.last) cut(block.last + 1);
  }
  std::ranges::sort(starts);
  const auto rest = std::ranges::unique(starts);
  starts.erase(rest.begin(), rest.end());
  return starts;
}

}  // namespace

tl::expected<NextHop, Malformed> parse_next_hop(base::Bytes payload) {
  const auto header = read_native<rtmsg>(payload);
  if (!header) return tl::unexpected(Malformed{payload.size(), "rtmsg length"});
  const auto found = attributes_of(payload);
  if (!found) return tl::unexpected(found.error());
  NextHop route{.kind = kind_of(header->rtm_type), .interface_index = found->interface_index};
  route.gateway = address_in(header->rtm_family, found->gateway, route.interface_index);
  if (const auto family = read_native<std::uint16_t>(found->via)) {
    route.gateway = address_in(static_cast<std::uint8_t>(*family),
                               found->via.subspan(sizeof(*family)), route.interface_index);
  }
  route.source =
      address_in(header->rtm_family, found->source, route.interface_index).value_or(route.source);
  return route;
}

base::Result<std::vector<RoutedRange>> SystemRouteLookup::routes_of(
    const AddressRange& range) const {
  auto netlink = NetlinkSocket::create(NETLINK_ROUTE);
  if (!netlink) return base::fail(netlink.error());
  const auto starts = piece_starts(range);
  if (!starts) return base::fail(starts.error());
  std::vector<RoutedRange> routed;
  for (std::size_t i = 0; i < starts->size(); ++i) {
    const Uint128 first = (*starts)[i];
    const Uint128 last = i + 1 < starts->size() ? (*starts)[i + 1] - 1 : range.last;
    const auto route =
        ask_route(*netlink, model::address_of(range.family, range.scope, first), interface_index_);
    if (!route) return base::fail(route.error());
    if (!routed.empty() && routed.back().hop == *route) {
      routed.back().range.last = last;
    } else {
      routed.push_back({{range.family, range.scope, first, last}, *route});
    }
  }
  return routed;
}

}  // namespace minato::sys
