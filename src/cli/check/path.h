// The hops to a port beside those of UDP, and what the difference says.
#pragma once

#include "check/result.h"
#include "cli/context.h"
#include "pipeline/check_session.h"

namespace minato::cli {

/// As a table, or as a line of JSON.
void write_paths(Context& context, const check::CheckResult& result,
                 const pipeline::CheckSession::Paths& paths);

}  // namespace minato::cli
