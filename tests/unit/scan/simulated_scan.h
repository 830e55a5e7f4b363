// A whole scan over the network in memory, in one thread, as the threads of a pass would do it.
#pragma once

#include <map>
#include <utility>

#include "unit/scan/simulated_network.h"

namespace minato::scan {

struct ScanSetup {
  const ProbeKind* kind = nullptr;  ///< nothing: SYN
  std::uint32_t hosts = 1;          ///< 10.0.0.0 onwards
  std::uint16_t ports = 1000;       ///< 1 to ports
  SchedulerOptions scheduler{};
  /// Every so many addresses one has no way to it; 0: none.
  std::uint32_t excluded_every = 0;
  Shard shard{};
  std::uint32_t seed = 42;
  std::size_t answer_ring = std::size_t{1} << 16;
  std::size_t result_ring = std::size_t{1} << 16;
  /// How many results are taken a step; the rest waits in the ring.
  std::size_t taken_a_step = std::size_t{1} << 16;
};

struct Outcome {
  std::map<std::pair<model::IpAddress, std::uint16_t>, ScanResult> results;
  std::uint64_t repeated = 0;  ///< results told more than once
  double seconds = 0;
  std::uint64_t frames = 0;
  std::uint64_t dropped = 0;
  SchedulerCounts counts;
  Position positions = 0;
  bool finished = false;  ///< and not given up after an hour

  [[nodiscard]] std::size_t with(model::PortState state) const;
};

[[nodiscard]] Outcome simulate(const ScanSetup& setup, const SimulatedPath& path,
                               const Behavior& behavior);

}  // namespace minato::scan
