// One connection: the client with the ephemeral port that it was lent, the server with the service
// port that everybody knows, and the four values that tell this connection from all others.
#pragma once

#include <cstdint>
#include <string>

#include "model/endpoint.h"
#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

/// One side. Names may be hostile: the scene escapes them.
struct ConnectionEnd {
  model::Endpoint endpoint{};
  std::string process{};  ///< "" when it is not known
  std::int32_t pid = 0;   ///< 0 when it is not known
  std::string user{};
  bool here = false;  ///< this machine
};

struct Connection {
  ConnectionEnd client{};
  ConnectionEnd server{};
  std::string service{};  ///< of the server's port: "https", "" when nobody knows
};

[[nodiscard]] Scene draw_connection(const Connection& connection, const PictureOptions& options);

}  // namespace minato::render
