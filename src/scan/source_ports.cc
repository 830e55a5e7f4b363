// From the highest range downwards.
#include "scan/source_ports.h"

#include <algorithm>
#include <limits>

namespace minato::scan {
namespace {

constexpr unsigned kLowest = 1024;

std::size_t count_within(const model::PortSet& ports, unsigned first, unsigned last) {
  std::size_t count = 0;
  for (const model::Transport transport : {model::Transport::tcp, model::Transport::udp}) {
    for (const model::PortInterval& taken : ports.intervals(transport)) {
      const unsigned from = std::max<unsigned>(taken.first, first);
      const unsigned to = std::min<unsigned>(taken.last, last);
      if (from <= to) count += to - from + 1;
    }
  }
  return count;
}

}  // namespace

SourcePorts choose_source_ports(model::PortInterval ephemeral, const model::PortSet& taken) {
  SourcePorts best;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (unsigned first = 65536 - SourcePorts::kCount; first >= kLowest;
       first -= SourcePorts::kCount) {
    const unsigned last = first + SourcePorts::kCount - 1;
    const bool shared = first <= ephemeral.last && last >= ephemeral.first;
    const std::size_t cost =
        count_within(taken, first, last) + (shared ? std::size_t{SourcePorts::kCount} : 0);
    if (cost >= fewest) continue;
    fewest = cost;
    best.first = static_cast<std::uint16_t>(first);
    if (cost == 0) break;
  }
  return best;
}

}  // namespace minato::scan
