// Joining and ordering what listens.
#include "pipeline/berths.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace minato::pipeline {
namespace {

/// Wider is greater; undecided counts as wider than private, narrower than surely public.
int reach_rank(model::Exposure exposure) {
  using model::Exposure;
  switch (exposure) {
    case Exposure::none:
      return 0;
    case Exposure::loopback:
      return 1;
    case Exposure::link:
      return 2;
    case Exposure::private_:
      return 3;
    case Exposure::unknown:
      return 4;
    case Exposure::public_:
      return 5;
  }
  return 4;
}

auto order_of(const Berth& berth) {
  const LocalSocket& widest = berth.widest();
  return std::tuple(-static_cast<int>(widest.danger.level), -reach_rank(widest.exposure.exposure),
                    berth.port.number, berth.port.transport);
}

}  // namespace

bool is_reachable(model::Exposure exposure) { return reach_rank(exposure) >= 2; }

Harbour survey(const std::vector<LocalSocket>& sockets) {
  using Key = std::tuple<model::Port, std::int32_t, std::string_view>;
  std::map<Key, Berth> groups;
  Harbour harbour;
  for (const LocalSocket& local : sockets) {
    if (!is_listening(*local.socket)) continue;
    if (local.temporary) {
      ++harbour.temporary;
      continue;
    }
    const std::int32_t holder = local.processes.empty() ? 0 : local.processes.front()->pid;
    const model::Port port = local.socket->local.port;
    Berth& berth = groups[{port, holder, local.socket->network_namespace}];
    berth.port = port;
    berth.sockets.push_back(&local);
  }
  for (auto& [key, berth] : groups) {
    std::ranges::stable_sort(berth.sockets, [](const LocalSocket* a, const LocalSocket* b) {
      return reach_rank(a->exposure.exposure) > reach_rank(b->exposure.exposure);
    });
    if (is_reachable(berth.widest().exposure.exposure)) ++harbour.reachable;
    harbour.berths.push_back(std::move(berth));
  }
  std::ranges::stable_sort(
      harbour.berths, [](const Berth& a, const Berth& b) { return order_of(a) < order_of(b); });
  return harbour;
}

}  // namespace minato::pipeline
