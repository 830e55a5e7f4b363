// The host as a harbour quay: the address leads to the harbour, each port is a door, behind each
// door lives a process. Ships on the water show from how far away a new connection gets in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/exposure.h"
#include "model/finding.h"
#include "model/port.h"
#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

/// One listening port. Names may be hostile: the scene escapes them.
struct QuayDoor {
  model::Port port{};
  std::string service{};  ///< "ssh", "" when nobody knows
  model::Exposure exposure = model::Exposure::unknown;
  model::Severity danger = model::Severity::none;
  std::string process{};  ///< "" when it cannot be seen
  std::int32_t pid = 0;   ///< 0 when it cannot be seen
  std::string user{};
  std::size_t more_holders = 0;  ///< other processes that hold the same door
};

struct Quay {
  std::string host{};
  std::vector<std::string> addresses{};
  std::vector<QuayDoor> doors{};  ///< in any order; one port on several addresses is one door
  std::size_t most_doors = 12;    ///< the rest is counted: "+18 more"
};

/// The doors with the widest exposure come first, then by danger, then by number. Up to six doors
/// are drawn large.
[[nodiscard]] Scene draw_quay(const Quay& quay, const PictureOptions& options);

}  // namespace minato::render
