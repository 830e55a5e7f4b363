// A scene as text for a terminal.
#pragma once

#include <string>

#include "render/scene.h"
#include "render/screen.h"

namespace minato::render {

/// The rows of the scene, each ending in a newline; never wider than scene.columns(). The screen's
/// columns are not looked at: make the scene as wide as the screen.
[[nodiscard]] std::string to_terminal(const Scene& scene, const Screen& screen);

}  // namespace minato::render
