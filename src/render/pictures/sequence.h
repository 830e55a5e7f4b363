// A conversation as a sequence diagram: the two ends with their ports as doors of the life lines,
// each step an arrow with its time and words.
#pragma once

#include <string>
#include <vector>

#include "render/lanes.h"
#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

/// Texts may be hostile: the scene escapes them.
struct SequencePicture {
  std::string title{};
  std::string description{};
  std::vector<Lane> lanes{};  ///< two: client and server
  std::vector<LaneMessage> messages{};
  std::vector<std::string> notes{};  ///< below the diagram
};

[[nodiscard]] Scene draw_sequence(const SequencePicture& picture, const PictureOptions& options);

/// The same for documents that draw Mermaid themselves.
[[nodiscard]] std::string to_mermaid(const SequencePicture& picture);

}  // namespace minato::render
