// Which ports are worth asking first. Source: data/ranking, where the order is explained.
#pragma once

#include <cstddef>

#include "model/port_set.h"

namespace minato::registry {

/// The `count` ports of TCP or UDP that are likeliest to be in use; all but port 0 when `count` is
/// 65535 or more.
[[nodiscard]] model::PortSet likeliest_ports(model::Transport transport, std::size_t count);

}  // namespace minato::registry
