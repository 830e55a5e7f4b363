// Who answers where no service is usual: the audit asks `identify` before it asks anything else.
#pragma once

#include <map>
#include <stop_token>

#include "audit/services.h"
#include "model/endpoint.h"
#include "model/service.h"
#include "pipeline/audit_run.h"

namespace minato::pipeline {

/// A service of `identify` in the audit's words; without a name when no check knows it.
[[nodiscard]] audit::ServiceGuess audited_service(const model::Service& service);

/// The services of all TCP ports of the request that have no usual one. Errors: local.
[[nodiscard]] base::Result<std::map<model::Endpoint, audit::ServiceGuess>> identify_unusual(
    const AuditRequest& request, const std::stop_token& stop);

}  // namespace minato::pipeline
