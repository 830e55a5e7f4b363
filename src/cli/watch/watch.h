// `minato ls --watch`: the list of sockets, full screen, looked at again and again.
#pragma once

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/context.h"
#include "cli/socket_columns.h"

namespace minato::cli::watch {

/// Runs until the user quits. Errors: input (no terminal, options that do not go together, a wrong
/// filter word); local.
[[nodiscard]] base::Result<ExitCode> run(Context& context, const Arguments& arguments,
                                         ColumnId sort);

}  // namespace minato::cli::watch
