// The two tables of `ls`: who waits behind which door, and who talks with whom.
#pragma once

#include <vector>

#include "cli/context.h"
#include "cli/socket_columns.h"
#include "pipeline/local_view.h"

namespace minato::cli {

/// The columns of socket_columns(kind) that have something to say, fitted to the screen.
void write_socket_table(Context& context, TableKind kind,
                        const std::vector<const pipeline::LocalSocket*>& rows);

}  // namespace minato::cli
