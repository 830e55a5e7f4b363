// Addresses as the socket calls take them.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

#include "model/endpoint.h"

namespace minato::sys {

/// A sockaddr of either family with its length.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

[[nodiscard]] SocketAddress socket_address(const model::IpAddress& address, std::uint16_t port);
/// 0.0.0.0 and port 0 for families other than IPv4 and IPv6.
[[nodiscard]] model::Endpoint endpoint_of(const SocketAddress& address, model::Transport transport);

}  // namespace minato::sys
