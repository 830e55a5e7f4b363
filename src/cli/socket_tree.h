// `ls --tree`: program by program, under the parents that started it, with its doors.
#pragma once

#include <vector>

#include "cli/context.h"
#include "pipeline/local_view.h"

namespace minato::cli {

void write_socket_tree(Context& context, const std::vector<const pipeline::LocalSocket*>& rows);

}  // namespace minato::cli
