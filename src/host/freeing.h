// What really frees a port. Ending the process that holds it is not always it: behind docker-proxy
// stands a container, behind systemd's socket a unit that opens it again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "host/inventory.h"
#include "model/socket.h"

namespace minato::host {

enum class FreeingKind : std::uint8_t {
  docker_container,
  podman_container,
  nerdctl_container,
  socket_unit,   ///< systemd holds the port itself
  service_unit,  ///< systemd may start the service again
};

/// A command for the user to type.
struct Freeing {
  FreeingKind kind = FreeingKind::service_unit;
  /// Ending the holder would not free the port, or would harm others: only the command does.
  bool instead_of_ending = false;
  std::string subject{};  ///< name of the container or unit; "" when it is not known
  std::string command{};  ///< "docker stop web", "systemctl stop ssh.socket"

  bool operator==(const Freeing&) const = default;
};

[[nodiscard]] std::string_view to_text(FreeingKind kind);

/// What has to be looked up outside of the inventory; tests give answers of their own.
struct FreeingSources {
  /// The name of docker's container that publishes a port of this machine; "" when not known.
  std::function<std::string(model::Port)> docker_publisher{};
  /// The socket unit that opened a socket. manager: the user whose systemd it is, or the system's.
  std::function<std::string(const model::Socket&, std::optional<std::uint32_t> manager)>
      socket_unit{};
};

/// Looks into docker's files, asks systemd over D-Bus (half a second at most), reads unit files.
[[nodiscard]] FreeingSources local_freeing_sources();

/// What frees this listening socket; nothing when ending its holders simply does.
[[nodiscard]] std::optional<Freeing> what_frees(const model::Socket& socket,
                                                const Inventory& inventory,
                                                const FreeingSources& sources);

}  // namespace minato::host
