// The help overlay: what each key does.
#pragma once

#include <vector>

#include "cli/watch/frame.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// The lines inside the help's box.
[[nodiscard]] std::vector<Line> help_lines(const State& state);
/// How many of them fit on the screen at once.
[[nodiscard]] std::size_t help_height(const State& state);

}  // namespace minato::cli::watch
