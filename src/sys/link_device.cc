// Asking rtnetlink for one interface.
#include "sys/link_device.h"

#include <fmt/format.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "sys/netlink_socket.h"

namespace minato::sys {

tl::expected<LinkDevice, base::Malformed> parse_link_device(base::Bytes payload) {
  const auto header = read_native<ifinfomsg>(payload);
  if (!header) return tl::unexpected(base::Malformed{payload.size(), "ifinfomsg length"});
  LinkDevice device{.index = static_cast<std::uint32_t>(header->ifi_index),
                    .hardware = header->ifi_type,
                    .up = (header->ifi_flags & IFF_UP) != 0,
                    .loopback = (header->ifi_flags & IFF_LOOPBACK) != 0};
  device.resolves_neighbors =
      header->ifi_type == ARPHRD_ETHER && (header->ifi_flags & IFF_NOARP) == 0;
  const auto malformed = for_each_attribute(
      payload.subspan(NLMSG_ALIGN(sizeof(ifinfomsg))), [&](const NetlinkAttribute& attribute) {
        const std::string_view text = base::as_text(attribute.value);
        if (attribute.type == IFLA_IFNAME) device.name = text.substr(0, text.find('\0'));
        if (attribute.type == IFLA_MTU) {
          device.mtu = read_native<std::uint32_t>(attribute.value).value_or(0);
        }
        if (attribute.type == IFLA_ADDRESS && attribute.value.size() == device.mac.size()) {
          std::copy_n(attribute.value.begin(), device.mac.size(), device.mac.begin());
        }
      });
  if (malformed) return tl::unexpected(*malformed);
  return device;
}

base::Result<LinkDevice> find_link_device(std::uint32_t index) {
  auto netlink = NetlinkSocket::create(NETLINK_ROUTE);
  if (!netlink) return base::fail(netlink.error());
  NetlinkRequest question{.type = RTM_GETLINK, .what = "rtnetlink interface"};
  ifinfomsg body{};
  body.ifi_index = static_cast<int>(index);
  question.body.resize(sizeof(body));
  std::memcpy(question.body.data(), &body, sizeof(body));
  std::optional<tl::expected<LinkDevice, base::Malformed>> found;
  const auto asked = netlink->ask(question, [&](const NetlinkMessage& message) {
    if (message.type == RTM_NEWLINK) found = parse_link_device(message.payload);
  });
  if (!asked) return base::fail(asked.error());
  if (!found || !*found) {
    return base::fail({.code = base::ErrorCode::not_found,
                       .key = "error.link.no-interface",
                       .args = {fmt::to_string(index)}});
  }
  return std::move(**found);
}

base::Result<Framing> framing_of(const LinkDevice& device) {
  switch (device.hardware) {
    case ARPHRD_ETHER:
      return Framing::ethernet;
    case ARPHRD_NONE:
    case ARPHRD_PPP:
    case ARPHRD_RAWIP:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_LOOPBACK:
      return Framing::ip;
    default:
      return base::fail({.code = base::ErrorCode::unsupported,
                         .key = "error.link.unsupported",
                         .args = {device.name, fmt::to_string(device.hardware)}});
  }
}

}  // namespace minato::sys
