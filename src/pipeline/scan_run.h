// The phases of a scan, one after the other.
#pragma once

#include "pipeline/scan_job.h"

namespace minato::pipeline {

/// All of it outlives the run.
struct ScanRunParts {
  const ScanRequest& request;
  scan::PassGround& ground;
  ScanListener& listener;
  const std::stop_token& stop;
  const ScanMemory& memory;
};

/// That nothing can be asked, with the first address.
[[nodiscard]] base::Error no_way_error(const scan::RoutePlan& routes);

/// Errors: as ScanJob::run().
[[nodiscard]] base::Result<ScanOutcome> run_phases(const ScanRunParts& parts);

}  // namespace minato::pipeline
