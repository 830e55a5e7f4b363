// What `minato check` was asked for.
#pragma once

#include <vector>

#include "cli/arguments.h"
#include "cli/context.h"
#include "pipeline/check_session.h"

namespace minato::cli {

struct CheckWanted {
  std::vector<check::Target> targets{};
  pipeline::CheckRequest request{};
};

/// Words, --file and standard input as targets; the options. Errors: input, local.
[[nodiscard]] base::Result<CheckWanted> read_check_wanted(const Arguments& arguments);

}  // namespace minato::cli
