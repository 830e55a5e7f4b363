// What the sender knows about one group of targets that share a path: their pace, their losses, and
// the probes that wait.
#pragma once

#include <cstdint>

#include "scan/canary.h"
#include "scan/loss_estimate.h"
#include "scan/probe_window.h"
#include "scan/rate_controller.h"
#include "scan/refusal_limit.h"

namespace minato::scan {

/// Sending thread only.
struct TargetGroup {
  explicit TargetGroup(const RateLimits& limits) : rate(limits) {}

  RateController rate;
  LossEstimate loss{};
  CanaryFlight canary{};
  ProbeQueue parked{};   ///< first tries that wait for this group's rate
  ProbeQueue waiting{};  ///< sent, in order of sending: for an answer or the next try
  ProbeQueue again{};    ///< given up, to be asked once more at the pace of the refusals
  RefusalLimit refusals{};
  std::size_t silent = 0;  ///< given up, when last counted
  std::uint32_t open = 0;
  unsigned gave_up_after = 0;  ///< fewest tries after which a probe was given up; 0: none was
};

}  // namespace minato::scan
