// The command line of `minato audit`.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "cli/arguments.h"
#include "cli/context.h"
#include "pipeline/audit_run.h"

namespace minato::cli {

struct AuditSettings {
  pipeline::AuditRequest request{};
  std::optional<model::Severity> fail_on{};
  std::optional<std::set<std::string>> baseline{};
  bool dry_run = false;
  std::size_t verbosity = 0;
};

/// Errors: input, marked; network, when a name has no address.
[[nodiscard]] base::Result<AuditSettings> read_audit_settings(const Context& context,
                                                              const Arguments& arguments);

}  // namespace minato::cli
