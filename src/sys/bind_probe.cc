// One socket for IPv6 with IPV6_V6ONLY and one for IPv4: a dual-stack bind would hide which is
// taken.
#include "sys/bind_probe.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bit>
#include <cerrno>

namespace minato::sys {
namespace {

std::uint16_t network_order(std::uint16_t number) {
  return std::endian::native == std::endian::little
             ? static_cast<std::uint16_t>(number << 8 | number >> 8)
             : number;
}

BindAnswer answer_of(int errno_value) {
  if (errno_value == EADDRINUSE) return BindAnswer::taken;
  if (errno_value == EACCES || errno_value == EPERM) return BindAnswer::forbidden;
  return BindAnswer::failed;
}

BindAnswer probe(int family, model::Port port) {
  const int type = port.transport == model::Transport::udp ? SOCK_DGRAM : SOCK_STREAM;
  const int fd = ::socket(family, type | SOCK_CLOEXEC, 0);
  // A kernel without IPv6 has nothing there that could be taken.
  if (fd < 0) return errno == EAFNOSUPPORT ? BindAnswer::free : BindAnswer::failed;
  int bound = 0;
  if (family == AF_INET6) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = network_order(port.number);
    bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = network_order(port.number);
    bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  if (bound == 0 && type == SOCK_STREAM) bound = ::listen(fd, 1);
  const BindAnswer answer = bound == 0 ? BindAnswer::free : answer_of(errno);
  ::close(fd);
  // IPv6 switched off by sysctl: no address to bind to, so nothing is taken there.
  return family == AF_INET6 && answer == BindAnswer::failed ? BindAnswer::free : answer;
}

}  // namespace

BindAnswer probe_bind(model::Port port) {
  const BindAnswer four = probe(AF_INET, port);
  return four == BindAnswer::free ? probe(AF_INET6, port) : four;
}

}  // namespace minato::sys
