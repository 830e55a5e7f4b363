// The list of sockets: headings and the rows that are on the screen.
#pragma once

#include <vector>

#include "cli/watch/frame.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// The heading and list_height(state) lines at most.
[[nodiscard]] std::vector<Line> list_lines(const State& state);

}  // namespace minato::cli::watch
