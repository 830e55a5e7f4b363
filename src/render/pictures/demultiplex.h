// Demultiplexing: segments and datagrams arrive at one address in any order; the system looks only
// at the destination port and hands each to the process that holds it.
#pragma once

#include <string>
#include <vector>

#include "model/port.h"
#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

/// One port of the host. Names may be hostile: the scene escapes them.
struct DemultiplexPort {
  model::Port port{};
  std::string service{};
  std::string process{};  ///< "" when nobody listens: the segment is refused
};

struct Demultiplex {
  std::string host{};
  std::string address{};
  std::vector<DemultiplexPort> ports{};  ///< at most six are drawn
};

[[nodiscard]] Scene draw_demultiplex(const Demultiplex& demultiplex, const PictureOptions& options);

}  // namespace minato::render
