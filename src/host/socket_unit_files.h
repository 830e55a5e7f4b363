// The unit files of systemd's sockets (systemd.socket(5)), for when no manager answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/socket.h"
#include "sys/socket_units.h"

namespace minato::host {

/// What [Socket] of a unit file and its drop-ins, in this order, listens on. An empty assignment
/// forgets the ones before. Ports without an address read "[::]:PORT", as the manager tells them.
[[nodiscard]] std::vector<sys::UnitListen> parse_unit_listens(
    const std::vector<std::string>& files);

/// Every socket unit that is installed; the first folder that has a name wins.
/// root: in front of every path, "" for the real machine.
[[nodiscard]] std::vector<sys::SocketUnit> read_socket_units(const std::string& root);

/// True when this is the address that the socket is bound to.
[[nodiscard]] bool listens_on(const sys::UnitListen& listen, const model::Socket& socket);

/// The unit that opened the socket; "" when none did.
[[nodiscard]] std::string unit_of(const std::vector<sys::SocketUnit>& units,
                                  const model::Socket& socket);

}  // namespace minato::host
