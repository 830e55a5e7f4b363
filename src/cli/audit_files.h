// The files that an audit writes, and the one it is compared with.
#pragma once

#include <set>
#include <string>

#include "cli/arguments.h"
#include "cli/context.h"
#include "pipeline/audit_run.h"

namespace minato::cli {

/// --sarif, --html, --markdown, --junit, --csv. Errors: local, naming the path.
[[nodiscard]] base::Result<void> write_audit_files(const Context& context,
                                                   const Arguments& arguments,
                                                   const pipeline::AuditOutcome& outcome);

/// What was missing in an earlier audit: "10.0.0.5:22/tcp ssh.cipher". `path`: its --json.
/// Errors: local; input, when it is no such file.
[[nodiscard]] base::Result<std::set<std::string>> read_audit_baseline(const std::string& path);

/// The line of the same finding as the baseline has it.
[[nodiscard]] std::string baseline_line(const model::Finding& finding);

}  // namespace minato::cli
