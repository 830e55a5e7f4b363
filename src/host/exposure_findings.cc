// The first reach and the first doubt count; of the stops the last, which left nothing over.
#include "host/exposure_findings.h"

#include <utility>

namespace minato::host {

using model::Exposure;

namespace {

template <typename Values>
Exposure widest(const Values& values) {
  for (std::size_t i = values.size(); i-- > 0;) {
    if (values[i]) return static_cast<Exposure>(i);
  }
  return Exposure::none;
}

}  // namespace

void ExposureFindings::reached(Exposure scope, ExposureReach reach) {
  auto& known = at(reaches_, scope);
  // An explicit rule explains more than a policy.
  const bool explains = known && known->accepted_by == kNoRule && reach.accepted_by != kNoRule;
  if (!known || explains) known = std::move(reach);
}

void ExposureFindings::may_reach(Exposure scope, std::uint32_t by) {
  auto& known = at(doubts_, scope);
  if (!known) known = by;
}

void ExposureFindings::stopped(Exposure scope, std::uint32_t by) { at(stops_, scope) = by; }

Exposure ExposureFindings::widest_reach() const { return widest(reaches_); }
Exposure ExposureFindings::widest_doubt() const { return widest(doubts_); }

}  // namespace minato::host
