// Asking rtnetlink for links, addresses and one route.
#include "sys/interfaces.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "sys/netlink_socket.h"

namespace minato::sys {

using base::fail;
using base::Malformed;
using base::Result;
using model::Family;
using model::IpAddress;

namespace {

constexpr int kAttempts = 5;

/// Text of an attribute without its closing zero byte.
std::string text_of(base::Bytes value) {
  const std::string_view text = base::as_text(value);
  return std::string(text.substr(0, text.find('\0')));
}

std::string kind_of(base::Bytes link_info, std::optional<Malformed>& wrong) {
  std::string kind;
  const auto malformed = for_each_attribute(link_info, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == IFLA_INFO_KIND) kind = text_of(attribute.value);
  });
  if (malformed) wrong = malformed;
  return kind;
}

AddressScope scope_from(std::uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_UNIVERSE:
      return AddressScope::global;
    case RT_SCOPE_LINK:
      return AddressScope::link;
    case RT_SCOPE_HOST:
      return AddressScope::host;
    case RT_SCOPE_NOWHERE:
      return AddressScope::nowhere;
    default:
      return AddressScope::site;
  }
}

std::optional<IpAddress> address_from(std::uint8_t family, base::Bytes bytes,
                                      std::uint32_t interface_index) {
  if (family == AF_INET) {
    const auto number = read_native<std::uint32_t>(bytes);
    if (!number || bytes.size() != 4) return std::nullopt;
    return IpAddress::v4(ntohl(*number));
  }
  if (bytes.size() != 16) return std::nullopt;
  const IpAddress address = IpAddress::v6(bytes.first<16>());
  return address.is_link_local() ? IpAddress::v6(bytes.first<16>(), interface_index) : address;
}

/// Asks for one table; `visit` may be called again from the start, after `restart`.
template <typename Restart, typename Visit>
Result<void> dump_route_table(NetlinkSocket& netlink, std::uint16_t type, Restart restart,
                              Visit visit) {
  NetlinkRequest question{.type = type, .flags = NLM_F_DUMP, .what = "rtnetlink"};
  // A struct of zeroes asks for all families; ifinfomsg is the longest that is needed.
  append_native(question.body, ifinfomsg{});
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    restart();
    const auto answered = netlink.ask(question, visit);
    if (!answered) return fail(answered.error());
    if (!answered->interrupted) break;
  }
  return {};
}

}  // namespace

tl::expected<Interface, Malformed> parse_link(base::Bytes payload) {
  const auto header = read_native<ifinfomsg>(payload);
  if (!header) return tl::unexpected(Malformed{payload.size(), "ifinfomsg length"});
  if (header->ifi_index <= 0) return tl::unexpected(Malformed{4, "interface index"});
  Interface link{.index = static_cast<std::uint32_t>(header->ifi_index),
                 .up = (header->ifi_flags & IFF_UP) != 0,
                 .loopback = (header->ifi_flags & IFF_LOOPBACK) != 0};
  std::optional<Malformed> wrong;
  const auto malformed = for_each_attribute(
      payload.subspan(NLMSG_ALIGN(sizeof(ifinfomsg))), [&](const NetlinkAttribute& attribute) {
        if (attribute.type == IFLA_IFNAME) link.name = text_of(attribute.value);
        if (attribute.type == IFLA_LINKINFO) link.kind = kind_of(attribute.value, wrong);
        if (attribute.type == IFLA_MASTER) {
          link.master = read_native<std::uint32_t>(attribute.value).value_or(0);
        }
      });
  if (malformed) wrong = malformed;
  if (!wrong && link.name.empty()) wrong = Malformed{payload.size(), "interface without a name"};
  if (wrong) return tl::unexpected(*wrong);
  return link;
}

tl::expected<std::optional<AddressOfInterface>, Malformed> parse_address(base::Bytes payload) {
  const auto header = read_native<ifaddrmsg>(payload);
  if (!header) return tl::unexpected(Malformed{payload.size(), "ifaddrmsg length"});
  if (header->ifa_family != AF_INET && header->ifa_family != AF_INET6) return std::nullopt;
  std::optional<IpAddress> local;
  std::optional<IpAddress> peer;
  const auto malformed = for_each_attribute(
      payload.subspan(NLMSG_ALIGN(sizeof(ifaddrmsg))), [&](const NetlinkAttribute& attribute) {
        std::optional<IpAddress>* const into = attribute.type == IFA_LOCAL     ? &local
                                               : attribute.type == IFA_ADDRESS ? &peer
                                                                               : nullptr;
        if (into != nullptr) {
          *into = address_from(header->ifa_family, attribute.value, header->ifa_index);
        }
      });
  if (malformed) return tl::unexpected(*malformed);
  // On a point-to-point link IFA_ADDRESS is the other side and IFA_LOCAL ours.
  const std::optional<IpAddress> ours = local ? local : peer;
  if (!ours) return tl::unexpected(Malformed{payload.size(), "address without bytes"});
  return AddressOfInterface{
      .interface_index = header->ifa_index,
      .address = {.address = *ours,
                  .prefix_length = std::min<unsigned>(header->ifa_prefixlen, ours->bits()),
                  .scope = scope_from(header->ifa_scope)}};
}

Result<std::vector<Interface>> list_interfaces() {
  auto netlink = NetlinkSocket::create(NETLINK_ROUTE);
  if (!netlink) return fail(netlink.error());
  std::vector<Interface> interfaces;
  auto links = dump_route_table(
      *netlink, RTM_GETLINK, [&] { interfaces.clear(); },
      [&](const NetlinkMessage& message) {
        auto link = parse_link(message.payload);
        if (link) interfaces.push_back(std::move(*link));
      });
  if (!links) return fail(links.error());
  std::vector<AddressOfInterface> addresses;
  auto listed = dump_route_table(
      *netlink, RTM_GETADDR, [&] { addresses.clear(); },
      [&](const NetlinkMessage& message) {
        const auto address = parse_address(message.payload);
        if (address && *address) addresses.push_back(**address);
      });
  if (!listed) return fail(listed.error());
  std::sort(interfaces.begin(), interfaces.end(),
            [](const Interface& a, const Interface& b) { return a.index < b.index; });
  for (const AddressOfInterface& address : addresses) {
    const auto at = std::lower_bound(
        interfaces.begin(), interfaces.end(), address.interface_index,
        [](const Interface& link, std::uint32_t index) { return link.index < index; });
    if (at != interfaces.end() && at->index == address.interface_index) {
      at->addresses.push_back(address.address);
    }
  }
  return interfaces;
}

Result<bool> has_default_route(Family family) {
  auto netlink = NetlinkSocket::create(NETLINK_ROUTE);
  if (!netlink) return fail(netlink.error());
  // Addresses for documentation (RFC 5737, RFC 3849): only a default route covers them.
  constexpr std::array<std::uint8_t, 4> kNet4 = {192, 0, 2, 1};
  constexpr std::array<std::uint8_t, 16> kNet6 = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0,
                                                  0,    0,    0,    0,    0, 0, 0, 1};
  const bool v4 = family == Family::ipv4;
  const base::Bytes target = v4 ? base::Bytes(kNet4) : base::Bytes(kNet6);
  NetlinkRequest question{.type = RTM_GETROUTE, .flags = 0, .what = "rtnetlink route"};
  rtmsg body{};
  body.rtm_family = v4 ? AF_INET : AF_INET6;
  body.rtm_dst_len = static_cast<std::uint8_t>(target.size() * 8);
  body.rtm_flags = RTM_F_FIB_MATCH;  // the entry of the table, not the route to the address
  append_native(question.body, body);
  append_native(question.body,
                nlattr{.nla_len = static_cast<std::uint16_t>(sizeof(nlattr) + target.size()),
                       .nla_type = RTA_DST});
  question.body.insert(question.body.end(), target.begin(), target.end());
  bool found = false;
  const auto answered = netlink->ask(question, [&](const NetlinkMessage& message) {
    const auto route = read_native<rtmsg>(message.payload);
    found = route && route->rtm_dst_len == 0 && route->rtm_type == RTN_UNICAST;
  });
  if (answered) return found;
  const int error = answered.error().errno_value;
  if (error == ENETUNREACH || error == EHOSTUNREACH || error == EACCES || error == EINVAL ||
      error == EAFNOSUPPORT || error == ENOENT) {
    return false;
  }
  return fail(answered.error());
}

}  // namespace minato::sys
