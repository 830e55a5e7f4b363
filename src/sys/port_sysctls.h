// What the kernel was told about port ranges (/proc/sys/net/ipv4/ip_*port*): which need a
// privilege, which it hands out to clients, which it keeps back.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/port_set.h"

namespace minato::sys {

struct PortSysctls {
  /// Lower ports need root or CAP_NET_BIND_SERVICE (ip_unprivileged_port_start).
  std::uint16_t unprivileged_start = 1024;
  /// What connect() and bind(0) choose from (ip_local_port_range).
  model::PortInterval ephemeral{32768, 60999};
  /// Never chosen automatically (ip_local_reserved_ports); TCP and UDP alike, kept under tcp.
  model::PortSet reserved{};

  bool operator==(const PortSysctls&) const = default;
};

/// The settings of our network namespace; the kernel's defaults where they cannot be read.
[[nodiscard]] PortSysctls read_port_sysctls();

/// The same from the text of the three files, for tests. What is malformed keeps its default.
[[nodiscard]] PortSysctls parse_port_sysctls(std::string_view unprivileged_start,
                                             std::string_view local_range,
                                             std::string_view reserved);

}  // namespace minato::sys
