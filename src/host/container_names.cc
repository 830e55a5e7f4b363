// Where docker, podman and kubernetes keep the names of their containers.
#include "host/container_names.h"

#include <algorithm>
#include <array>

#include "sys/file.h"
#include "sys/users.h"

namespace minato::host {
namespace {

constexpr std::array kDockerFolders = {"/var/lib/docker/containers",
                                       "/var/snap/docker/common/var-lib-docker/containers"};
constexpr const char* kPodmanStorage = "/var/lib/containers/storage";
constexpr const char* kPodmanStorageAtHome = "/.local/share/containers/storage";
constexpr const char* kKubernetesLogs = "/var/log/containers";

}  // namespace

std::string ContainerNames::name(const CgroupContainer& container, std::uint32_t process_uid) {
  if (container.runtime == "docker") return docker_name(container.id);
  if (container.runtime == "podman") return podman_name(container.id, process_uid);
  if (container.runtime == "kubernetes") return kubernetes_name_of(container.id);
  return {};
}

std::string ContainerNames::docker_name(const std::string& id) {
  const auto known = known_.find(id);
  if (known != known_.end()) return known->second;
  std::string name;
  for (const std::string folder : kDockerFolders) {
    const auto text = sys::read_file(root_ + folder + "/" + id + "/config.v2.json");
    const auto config = text ? parse_docker_config(*text) : std::nullopt;
    if (config) name = config->name;
  }
  known_.emplace(id, name);
  return name;
}

const ContainerNames::Names& ContainerNames::podman_names_in(const std::string& storage) {
  const auto known = podman_.find(storage);
  if (known != podman_.end()) return known->second;
  const auto text = sys::read_file(root_ + storage + "/overlay-containers/containers.json");
  return podman_.emplace(storage, parse_podman_containers(text.value_or(""))).first->second;
}

std::string ContainerNames::podman_name(const std::string& id, std::uint32_t uid) {
  std::vector<std::string> storages = {kPodmanStorage};
  const std::string home = sys::home_directory(uid);
  if (uid != 0 && !home.empty()) storages.push_back(home + kPodmanStorageAtHome);
  for (const std::string& storage : storages) {
    const Names& names = podman_names_in(storage);
    if (const auto at = names.find(id); at != names.end()) return at->second;
  }
  return {};
}

std::string ContainerNames::kubernetes_name_of(const std::string& id) {
  if (!kubernetes_logs_) {
    kubernetes_logs_ =
        sys::list_directory(root_ + kKubernetesLogs).value_or(std::vector<std::string>{});
  }
  for (const std::string& log : *kubernetes_logs_) {
    std::string name = kubernetes_name(log, id);
    if (!name.empty()) return name;
  }
  return {};
}

std::optional<DockerContainer> ContainerNames::docker_publisher(model::Port port) {
  for (const std::string folder : kDockerFolders) {
    const auto ids = sys::list_directory(root_ + folder);
    if (!ids) continue;
    for (const std::string& id : *ids) {
      const auto text = sys::read_file(root_ + folder + "/" + id + "/config.v2.json");
      auto config = text ? parse_docker_config(*text) : std::nullopt;
      if (config && config->running &&
          std::find(config->published.begin(), config->published.end(), port) !=
              config->published.end()) {
        return config;
      }
    }
  }
  return std::nullopt;
}

}  // namespace minato::host
