// From the state to what is on the screen.
#pragma once

#include "cli/watch/frame.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// The whole screen, no larger than State::size.
[[nodiscard]] Frame frame_of(const State& state);

}  // namespace minato::cli::watch
