// A check for pictures: does any text lie on other text, on a line, or outside?
#pragma once

#include <string>
#include <vector>

#include "render/scene.h"

namespace minato::render {

/// What is wrong with a scene, a sentence each; empty when every text can be read.
[[nodiscard]] std::vector<std::string> overlaps(const Scene& scene);

}  // namespace minato::render
