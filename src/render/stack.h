// Several scenes below each other as one: a document of pictures.
#pragma once

#include <span>

#include "render/scene.h"

namespace minato::render {

/// The scenes from top to bottom, an empty row between them. Title and description come from
/// `head`; its columns are at least those of the widest scene.
[[nodiscard]] Scene stack(SceneHead head, std::span<const Scene> scenes);

}  // namespace minato::render
