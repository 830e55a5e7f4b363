// What the container engines keep on disk about their containers: names and published ports.
// Pure parsing of their JSON; anything that is not understood says nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/port.h"

namespace minato::host {

/// One container of docker: config.v2.json in its folder.
struct DockerContainer {
  std::string id{};
  std::string name{};  ///< without the slash in front
  bool running = false;
  std::vector<model::Port> published{};  ///< ports of the host

  bool operator==(const DockerContainer&) const = default;
};
[[nodiscard]] std::optional<DockerContainer> parse_docker_config(std::string_view json);

/// podman's containers.json: whole id to name.
[[nodiscard]] std::map<std::string, std::string, std::less<>> parse_podman_containers(
    std::string_view json);

/// A link of /var/log/containers, POD_NAMESPACE_CONTAINER-ID.log: "NAMESPACE/POD/CONTAINER" when
/// it belongs to `id`, "" otherwise.
[[nodiscard]] std::string kubernetes_name(std::string_view log_name, std::string_view id);

}  // namespace minato::host
