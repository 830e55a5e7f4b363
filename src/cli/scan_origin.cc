// What the user names is held against what this machine has.
#include "cli/scan_origin.h"

#include <algorithm>
#include <array>

#include "scan/source_ports.h"
#include "sys/interfaces.h"
#include "sys/port_sysctls.h"
#include "sys/resolver.h"
#include "sys/sock_diag.h"

namespace minato::cli {
namespace {

constexpr std::array<std::string_view, 5> kPacketsOnly = {"--interface", "--source-address",
                                                          "--write", "--source-port", "--ttl"};

base::Error marked(std::string key, const std::string& typed) {
  return base::input_error(std::move(key), {typed}, {typed, 0, typed.size(), ""});
}

/// Ports that somebody listens on or talks from: their traffic is not for us. What cannot be read
/// counts as none.
model::PortSet ports_in_use() {
  model::PortSet taken;
  auto netlink = sys::open_sock_diag();
  if (!netlink) return taken;
  for (const model::Transport transport : {model::Transport::tcp, model::Transport::udp}) {
    for (const model::Family family : {model::Family::ipv4, model::Family::ipv6}) {
      const auto dumped = sys::dump_sockets(
          *netlink, {.transport = transport, .family = family},
          [&](sys::DiagSocket&& found) { taken.add({found.socket.local.port.number, transport}); });
      if (!dumped) return taken;
    }
  }
  return taken;
}

base::Result<std::optional<model::IpAddress>> own_address(const Arguments& arguments) {
  const auto typed = arguments.value("--source-address");
  if (!typed) return std::nullopt;
  const auto address = model::IpAddress::parse(*typed);
  if (!address) return base::fail(address.error());
  const auto interfaces = sys::list_interfaces();
  if (!interfaces) return base::fail(interfaces.error());
  for (const sys::Interface& interface : *interfaces) {
    for (const sys::InterfaceAddress& own : interface.addresses) {
      if (own.address.unmapped() == address->unmapped()) return own.address;
    }
  }
  return base::fail(marked("error.scan.source-address", *typed));
}

}  // namespace

base::Result<std::uint32_t> read_scan_origin(const Arguments& arguments,
                                             pipeline::ScanRequest& request) {
  if (request.means == pipeline::ScanMeans::sockets) {
    const auto given = std::ranges::find_if(
        kPacketsOnly, [&](std::string_view option) { return arguments.has(option); });
    if (given == kPacketsOnly.end()) return 0U;
    return base::fail(base::input_error("error.scan.packets-only", {std::string(*given)}, {}));
  }
  auto source = own_address(arguments);
  if (!source) return base::fail(source.error());
  request.source = *source;
  const auto port = arguments.number("--source-port", 1, 65535);
  if (!port) return base::fail(port.error());
  request.source_ports =
      scan::choose_source_ports(sys::read_port_sysctls().ephemeral, ports_in_use());
  if (*port) request.source_ports.only = static_cast<std::uint16_t>(**port);
  const auto hops = arguments.number("--ttl", 1, 255);
  if (!hops) return base::fail(hops.error());
  if (*hops) request.style.ttl = static_cast<std::uint8_t>(**hops);
  const auto name = arguments.value("--interface");
  if (!name) return 0U;
  const auto index = sys::interface_index(*name);
  if (!index) return base::fail(marked("error.scan.interface", *name));
  return *index;
}

}  // namespace minato::cli
