// What an audit of this machine asks: every listener, at an address where it is reached from here,
// with how far its port is reached from.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "pipeline/audit_run.h"

namespace minato::pipeline {

struct LocalAudit {
  std::vector<AuditHost> hosts{};
  std::function<model::ExposureVerdict(const model::Endpoint&)> exposure_of{};
  /// Settings from the servers' own files, as far as they may be read.
  std::map<model::Endpoint, talk::Facts> own_facts{};
};

/// Errors: as LocalView::create.
[[nodiscard]] base::Result<LocalAudit> local_audit_targets();

}  // namespace minato::pipeline
