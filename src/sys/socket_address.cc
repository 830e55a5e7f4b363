// Between sockaddr_in, sockaddr_in6 and our own addresses.
#include "sys/socket_address.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace minato::sys {

SocketAddress socket_address(const model::IpAddress& address, std::uint16_t port) {
  SocketAddress made;
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(address.v4_number());
    std::memcpy(&made.storage, &in, sizeof in);
    made.length = sizeof in;
    return made;
  }
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port);
  std::ranges::copy(address.bytes(), in.sin6_addr.s6_addr);
  in.sin6_scope_id = address.scope();
  std::memcpy(&made.storage, &in, sizeof in);
  made.length = sizeof in;
  return made;
}

model::Endpoint endpoint_of(const SocketAddress& address, model::Transport transport) {
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address.storage, sizeof in);
    return {model::IpAddress::v4(ntohl(in.sin_addr.s_addr)), {ntohs(in.sin_port), transport}};
  }
  if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address.storage, sizeof in);
    return {model::IpAddress::v6(std::span<const std::uint8_t, 16>(in.sin6_addr.s6_addr, 16),
                                 in.sin6_scope_id),
            {ntohs(in.sin6_port), transport}};
  }
  return {{}, {0, transport}};
}

}  // namespace minato::sys
