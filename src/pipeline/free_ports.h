// Which ports to offer to a program that needs one: free now, and meant for nobody else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "model/port_set.h"

namespace minato::pipeline {

struct FreePortWish {
  std::size_t count = 1;
  model::Transport transport = model::Transport::tcp;
  /// Where to look; an empty set: the user ports.
  model::PortSet range{};
  /// Left out: in use, reserved, or handed out by the kernel to clients.
  model::PortSet avoid{};
  /// Left out unless the wish names a range: ports that a service is known for.
  bool leave_known = true;
  std::uint64_t seed = 0;  ///< two programs that ask at once get different ports
};

/// Ports in a pseudo-random order that `is_free` confirms, at most `count`; fewer when there are
/// no more. Each candidate is asked about at most once.
[[nodiscard]] std::vector<std::uint16_t> choose_free_ports(
    const FreePortWish& wish, const std::function<bool(model::Port)>& is_free);

}  // namespace minato::pipeline
