// The audit for people: ports by danger, then what to do first, with evidence and remedy.
#pragma once

#include <string>

#include "cli/context.h"
#include "pipeline/audit_run.h"

namespace minato::cli {

/// Why a port is as dangerous as it is: the title of the worst finding.
[[nodiscard]] std::string danger_reason(const pipeline::AuditedPort& port, base::Language language);

/// verbosity 0: what is missing; 1: also what could not be told; 2: also what is done.
void write_audit_report(Context& context, const pipeline::AuditOutcome& outcome,
                        std::size_t verbosity);

/// What would be sent, without sending it.
void write_audit_plan(Context& context, const pipeline::AuditRequest& request);

}  // namespace minato::cli
