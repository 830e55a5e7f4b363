// Recognising those who hold a port for somebody else.
#include "host/freeing.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include "host/container_names.h"
#include "host/socket_unit_files.h"
#include "sys/process.h"
#include "sys/socket_units.h"

namespace minato::host {

using model::Process;
using model::Socket;

namespace {

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::int32_t kFirstProcess = 1;

/// The program without its folder: what the process calls itself, else its executable.
std::string_view program_of(const Process& process) {
  std::string_view path = process.arguments.empty() ? std::string_view(process.executable)
                                                    : std::string_view(process.arguments.front());
  return path.substr(path.rfind('/') + 1);
}

bool is_program(const Process& process, std::string_view name) {
  constexpr std::size_t kCommBytes = 15;
  return program_of(process) == name || process.name == name.substr(0, kCommBytes);
}

bool mentions(const Process& process, std::string_view word) {
  return std::ranges::any_of(process.arguments, [&](const std::string& argument) {
    return argument.find(word) != std::string::npos;
  });
}

/// The argument behind an option: `-n NAME`, `--name NAME`.
std::string value_of(const Process& process, std::string_view brief, std::string_view full) {
  for (std::size_t i = 0; i + 1 < process.arguments.size(); ++i) {
    if (process.arguments[i] == brief || process.arguments[i] == full) {
      return process.arguments[i + 1];
    }
  }
  return {};
}

/// A name that a shell takes as one plain word; others are not put into a command to type.
bool is_plain_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-@:\\";
  return !text.empty() && text.front() != '-' &&
         text.find_first_not_of(kPlain) == std::string_view::npos;
}

/// systemd escapes with backslashes: those need quotes.
std::string quoted(std::string_view word) {
  return word.find('\\') == std::string_view::npos ? std::string(word) : fmt::format("'{}'", word);
}

Freeing stop_container(FreeingKind kind, std::string name, model::Port port) {
  Freeing freeing{.kind = kind, .instead_of_ending = true, .subject = std::move(name)};
  const bool named = is_plain_word(freeing.subject);
  const std::string target = quoted(freeing.subject);
  switch (kind) {
    case FreeingKind::podman_container:
      freeing.command = named ? "podman stop " + target
                              : fmt::format(
                                    "podman stop $(podman ps --format '{{{{.ID}}}} "
                                    "{{{{.Ports}}}}' | awk '/:{}->/ {{print $1}}')",
                                    port.number);
      break;
    case FreeingKind::nerdctl_container:
      freeing.command = named ? "nerdctl stop " + target
                              : fmt::format(
                                    "nerdctl stop $(nerdctl ps --format '{{{{.ID}}}} "
                                    "{{{{.Ports}}}}' | awk '/:{}->/ {{print $1}}')",
                                    port.number);
      break;
    default:
      freeing.command =
          named ? "docker stop " + target
                : fmt::format("docker stop $(docker ps -q --filter publish={})", to_text(port));
  }
  return freeing;
}

/// Holders that only pass on what comes in for a container.
std::optional<Freeing> of_proxy(const Process& process, model::Port port,
                                const FreeingSources& sources) {
  if (is_program(process, "docker-proxy") || is_program(process, "rootlesskit-docker-proxy")) {
    return stop_container(FreeingKind::docker_container, sources.docker_publisher(port), port);
  }
  if (is_program(process, "rootlesskit")) {
    const bool containerd = mentions(process, "containerd-rootless");
    return stop_container(
        containerd ? FreeingKind::nerdctl_container : FreeingKind::docker_container,
        containerd ? "" : sources.docker_publisher(port), port);
  }
  if (is_program(process, "rootlessport") || is_program(process, "rootlessport-child") ||
      ((is_program(process, "pasta") || is_program(process, "pasta.avx2")) &&
       mentions(process, "netns"))) {
    return stop_container(FreeingKind::podman_container, "", port);
  }
  if (is_program(process, "conmon")) {
    return stop_container(FreeingKind::podman_container, value_of(process, "-n", "--name"), port);
  }
  return std::nullopt;
}

bool is_manager(const Process& process) {
  return is_program(process, "systemd") &&
         (process.pid == kFirstProcess || mentions(process, "--user"));
}

std::string systemctl_stop(std::optional<std::uint32_t> manager,
                           const std::vector<std::string>& units) {
  std::string command = manager ? "systemctl --user stop" : "systemctl stop";
  for (const std::string& unit : units) command += " " + quoted(unit);
  return command;
}

/// systemd itself holds the listening socket, and perhaps a service that it started has it too.
std::optional<Freeing> of_manager(const std::vector<const Process*>& holders, const Socket& socket,
                                  const FreeingSources& sources) {
  const auto found = std::ranges::find_if(holders, [](const Process* p) { return is_manager(*p); });
  if (found == holders.end()) return std::nullopt;
  const Process& manager = **found;
  const auto user = manager.pid == kFirstProcess ? std::nullopt : std::optional(manager.uid);
  Freeing freeing{.kind = FreeingKind::socket_unit, .instead_of_ending = true};
  freeing.subject = sources.socket_unit(socket, user);
  if (!is_plain_word(freeing.subject)) {
    freeing.command = user ? "systemctl --user list-sockets" : "systemctl list-sockets";
    return freeing;
  }
  std::vector<std::string> units = {freeing.subject};
  for (const Process* const holder : holders) {
    if (is_manager(*holder) || holder->container || !holder->unit.ends_with(".service") ||
        !is_plain_word(holder->unit)) {
      continue;
    }
    if (std::ranges::find(units, holder->unit) == units.end()) units.push_back(holder->unit);
  }
  freeing.command = systemctl_stop(user, units);
  return freeing;
}

/// An ordinary holder that somebody watches over: ending it works, but it may come back.
std::optional<Freeing> of_watched(const Process& process, model::Port port) {
  if (process.container) {
    const std::string& runtime = process.container->runtime;
    const std::string& name =
        process.container->name.empty() ? process.container->id : process.container->name;
    if (runtime != "docker" && runtime != "podman") return std::nullopt;
    Freeing freeing = stop_container(
        runtime == "docker" ? FreeingKind::docker_container : FreeingKind::podman_container, name,
        port);
    freeing.instead_of_ending = false;
    return freeing;
  }
  if (!process.unit.ends_with(".service") || process.unit.starts_with("user@") ||
      !is_plain_word(process.unit)) {
    return std::nullopt;
  }
  return Freeing{.kind = FreeingKind::service_unit,
                 .subject = process.unit,
                 .command = systemctl_stop(process.unit_manager, {process.unit})};
}

std::vector<const Process*> holders_of(const Socket& socket, const Inventory& inventory) {
  std::vector<const Process*> holders;
  for (const model::SocketHolder& holder : socket.holders) {
    const Process* const process = inventory.process(holder.pid);
    if (process != nullptr && std::ranges::find(holders, process) == holders.end()) {
      holders.push_back(process);
    }
  }
  return holders;
}

/// Units of a manager: asked once, from unit files when it does not answer.
const std::vector<sys::SocketUnit>& units_of(
    std::map<std::optional<std::uint32_t>, std::vector<sys::SocketUnit>>& known,
    std::optional<std::uint32_t> manager) {
  const auto at = known.find(manager);
  if (at != known.end()) return at->second;
  auto units = sys::list_socket_units(manager ? sys::user_manager(*manager) : sys::system_manager(),
                                      kPatience);
  if (!units && !manager) units = read_socket_units("");
  return known.emplace(manager, units.value_or(std::vector<sys::SocketUnit>{})).first->second;
}

}  // namespace

std::string_view to_text(FreeingKind kind) {
  constexpr std::array<std::string_view, 5> kNames = {
      "docker-container", "podman-container", "nerdctl-container", "socket-unit", "service-unit"};
  return kNames[static_cast<std::size_t>(kind)];
}

FreeingSources local_freeing_sources() {
  const auto names = std::make_shared<ContainerNames>();
  const auto known =
      std::make_shared<std::map<std::optional<std::uint32_t>, std::vector<sys::SocketUnit>>>();
  return {.docker_publisher =
              [names](model::Port port) {
                const auto publisher = names->docker_publisher(port);
                return publisher ? publisher->name : std::string{};
              },
          .socket_unit =
              [known](const Socket& socket, std::optional<std::uint32_t> manager) {
                return unit_of(units_of(*known, manager), socket);
              }};
}

std::optional<Freeing> what_frees(const Socket& socket, const Inventory& inventory,
                                  const FreeingSources& sources) {
  const std::vector<const Process*> holders = holders_of(socket, inventory);
  for (const Process* const holder : holders) {
    if (auto freeing = of_proxy(*holder, socket.local.port, sources)) return freeing;
  }
  if (auto freeing = of_manager(holders, socket, sources)) return freeing;
  for (const Process* const holder : holders) {
    if (auto freeing = of_watched(*holder, socket.local.port)) return freeing;
  }
  return std::nullopt;
}

}  // namespace minato::host
