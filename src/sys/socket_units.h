// The socket units of systemd and what they listen on: asked of the running manager over D-Bus
// (org.freedesktop.systemd1(5)).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace minato::sys {

struct UnitListen {
  std::string type{};     ///< "Stream", "Datagram", …
  std::string address{};  ///< "[::]:22", "127.0.0.1:631", "/run/…"

  bool operator==(const UnitListen&) const = default;
};

struct SocketUnit {
  std::string name{};  ///< "ssh.socket"
  std::vector<UnitListen> listens{};

  bool operator==(const SocketUnit&) const = default;
};

/// How to reach a manager.
struct ManagerAddress {
  std::string bus_address{};  ///< "unix:path=/run/dbus/system_bus_socket"
  bool direct = false;        ///< no bus daemon between
};

/// The manager of the system, or that of a user.
[[nodiscard]] ManagerAddress system_manager();
[[nodiscard]] ManagerAddress user_manager(std::uint32_t uid);

/// The active socket units. patience: for all questions together.
/// Errors: unavailable without systemd; local; timeout.
[[nodiscard]] base::Result<std::vector<SocketUnit>> list_socket_units(
    const ManagerAddress& manager, std::chrono::milliseconds patience);

}  // namespace minato::sys
