// The lines above the keys: what is wrong, what happened, or what is hidden.
#pragma once

#include <vector>

#include "cli/watch/frame.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// The most urgent of them, wrapped; no line when there is nothing to say. On a small screen one
/// line at most, else three.
[[nodiscard]] std::vector<Line> note_lines(const State& state);

}  // namespace minato::cli::watch
