// The detail pane: everything that is known about one socket.
#pragma once

#include <vector>

#include "cli/watch/frame.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// All lines of the pane, for the width of the screen; the screen shows them from detail_top.
[[nodiscard]] std::vector<Line> detail_lines(const State& state);

}  // namespace minato::cli::watch
