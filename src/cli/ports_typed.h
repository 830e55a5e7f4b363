// One port as people type it: :3000, 3000/udp, :http.
#pragma once

#include <string>

#include "base/error.h"
#include "model/port.h"

namespace minato::cli {

/// The port; its transport is `fallback` unless the word names one. A service name counts when it
/// means exactly one port. Errors: input, the wrong part marked.
[[nodiscard]] base::Result<model::Port> parse_one_port(const std::string& word,
                                                       model::Transport fallback);

}  // namespace minato::cli
