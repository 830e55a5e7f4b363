// The ranked ports, then whatever is not among them.
#include "registry/ranking.h"

#include <algorithm>
#include <bitset>
#include <span>

#include "base/check.h"
#include "registry/ranking_data.h"

namespace minato::registry {

model::PortSet likeliest_ports(model::Transport transport, std::size_t count) {
  MINATO_CHECK(transport == model::Transport::tcp || transport == model::Transport::udp);
  const std::span<const std::uint16_t> ranked =
      transport == model::Transport::tcp ? data::kRankedTcp : data::kRankedUdp;
  std::bitset<65536> taken;
  for (const std::uint16_t port : ranked.first(std::min(count, ranked.size()))) taken.set(port);
  std::size_t lacking = count - std::min(count, taken.count());
  for (std::size_t port = 1; port < taken.size() && lacking > 0; ++port) {
    if (taken[port]) continue;
    taken.set(port);
    --lacking;
  }
  model::PortSet ports;
  for (std::size_t first = 1; first < taken.size(); ++first) {
    if (!taken[first]) continue;
    std::size_t last = first;
    while (last + 1 < taken.size() && taken[last + 1]) ++last;
    ports.add(transport, {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)});
    first = last;
  }
  return ports;
}

}  // namespace minato::registry
