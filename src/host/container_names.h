// The names of containers, looked up in the files of their engines.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/cgroup.h"
#include "host/container_files.h"

namespace minato::host {

/// Reads each file once; what may not be read has no name. Not thread-safe.
class ContainerNames {
 public:
  /// root: in front of every path, "" for the real machine.
  explicit ContainerNames(std::string root = {}) : root_(std::move(root)) {}

  /// "" when nothing is known. process_uid: whose files may know a container without root.
  [[nodiscard]] std::string name(const CgroupContainer& container, std::uint32_t process_uid);

  /// The running container of docker that publishes this port of the host.
  [[nodiscard]] std::optional<DockerContainer> docker_publisher(model::Port port);

 private:
  using Names = std::map<std::string, std::string, std::less<>>;

  [[nodiscard]] std::string docker_name(const std::string& id);
  [[nodiscard]] std::string podman_name(const std::string& id, std::uint32_t uid);
  [[nodiscard]] std::string kubernetes_name_of(const std::string& id);
  const Names& podman_names_in(const std::string& storage);

  std::string root_;
  Names known_;                          // docker, by whole id
  std::map<std::string, Names> podman_;  // by storage folder
  std::optional<std::vector<std::string>> kubernetes_logs_;
};

}  // namespace minato::host
