// The same check again and again: --watch shows how it changes, --wait ends when all is well.
#pragma once

#include "cli/arguments.h"
#include "cli/check/options.h"
#include "cli/context.h"

namespace minato::cli {

/// Until --count rounds are over or Ctrl-C; then the statistics. Errors: local.
[[nodiscard]] base::Result<ExitCode> watch_checks(Context& context, const Arguments& arguments,
                                                  pipeline::CheckSession& session,
                                                  const std::vector<check::Target>& targets);

/// Until all targets are reachable or the seconds are over; the last results. Errors: local.
[[nodiscard]] base::Result<std::vector<check::CheckResult>> wait_for_targets(
    Context& context, std::uint32_t seconds, pipeline::CheckSession& session,
    std::vector<check::Target> targets);

}  // namespace minato::cli
