// Counting ports of the ephemeral range.
#include "host/ephemeral.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace minato::host {

using model::Socket;
using model::SocketState;
using model::Transport;

namespace {

constexpr std::size_t kPorts = 65536;

/// A set of port numbers as one bit each.
class PortBits {
 public:
  void add(std::uint16_t number) {
    if (!bits_[number]) ++count_;
    bits_[number] = true;
  }
  [[nodiscard]] bool contains(std::uint16_t number) const { return bits_[number]; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::vector<bool> bits_ = std::vector<bool>(kPorts);
  std::size_t count_ = 0;
};

bool is_eligible(std::uint16_t number, const EphemeralRange& range) {
  return number >= range.range.first && number <= range.range.last &&
         !range.reserved.contains({number, Transport::tcp});
}

std::size_t count_eligible(const EphemeralRange& range) {
  std::size_t count = 0;
  for (std::uint32_t number = range.range.first; number <= range.range.last; ++number) {
    count += is_eligible(static_cast<std::uint16_t>(number), range) ? 1U : 0U;
  }
  return count;
}

/// One port used towards one destination.
struct Use {
  model::IpAddress own;
  model::Endpoint destination;
  std::uint16_t number;

  auto operator<=>(const Use&) const = default;
};

/// Uses, sorted, without repetitions and without the ports that are held anyway.
std::vector<DestinationUsage> by_destination(std::vector<Use> uses, const PortBits& held,
                                             std::size_t free_for_clients) {
  std::erase_if(uses, [&](const Use& use) { return held.contains(use.number); });
  std::ranges::sort(uses);
  const auto repeated = std::ranges::unique(uses);
  uses.erase(repeated.begin(), repeated.end());
  std::vector<DestinationUsage> destinations;
  for (const Use& use : uses) {
    if (destinations.empty() || destinations.back().own != use.own ||
        destinations.back().destination != use.destination) {
      destinations.push_back({.own = use.own, .destination = use.destination});
    }
    DestinationUsage& usage = destinations.back();
    ++usage.used;
    usage.left = free_for_clients - std::min(free_for_clients, usage.used);
  }
  std::ranges::stable_sort(destinations, {}, &DestinationUsage::left);
  return destinations;
}

}  // namespace

EphemeralUsage measure_ephemeral(std::span<const Socket> sockets, const EphemeralRange& range) {
  PortBits held;
  PortBits connected;
  PortBits udp;
  std::vector<Use> uses;
  for (const Socket& socket : sockets) {
    const std::uint16_t number = socket.local.port.number;
    if (!is_eligible(number, range)) continue;
    if (socket.local.port.transport == Transport::udp) {
      udp.add(number);
    } else if (socket.local.port.transport == Transport::tcp && socket.remote) {
      connected.add(number);
      uses.push_back({socket.local.address, *socket.remote, number});
    } else if (socket.local.port.transport == Transport::tcp) {
      held.add(number);
    }
  }
  EphemeralUsage usage{.size = count_eligible(range),
                       .held_tcp = held.count(),
                       .in_use_tcp = connected.count(),
                       .in_use_udp = udp.count()};
  usage.destinations = by_destination(std::move(uses), held, usage.size - held.count());
  return usage;
}

}  // namespace minato::host
