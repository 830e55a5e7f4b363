// One thread is enough: on loopback a connection is made by the kernel before accept() is called,
// and a few hundred bytes always fit into the buffers.
#include "sys/loopback_exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace minato::sys {
namespace {

constexpr std::string_view kRequest =
    "GET /index.html HTTP/1.1\r\nHost: localhost\r\nUser-Agent: minato\r\nConnection: "
    "close\r\n\r\n";
constexpr std::string_view kResponse =
    "HTTP/1.1 200 OK\r\nServer: minato\r\nContent-Type: text/html\r\nContent-Length: 29\r\n"
    "Connection: close\r\n\r\n<h1>Welcome to port land</h1>";

base::Result<void> send_all(const UniqueFd& socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0) return base::fail(base::system_error("send on loopback", errno));
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

base::Result<void> receive(const UniqueFd& socket, std::size_t wanted) {
  std::array<char, 1024> room{};
  while (wanted > 0) {
    const ssize_t got = ::recv(socket.get(), room.data(), room.size(), 0);
    if (got < 0) return base::fail(base::system_error("receive on loopback", errno));
    if (got == 0) return {};
    wanted -= std::min(wanted, static_cast<std::size_t>(got));
  }
  return {};
}

/// Whoever filters loopback does not make us wait for ever.
void limit_waiting(const UniqueFd& socket) {
  const timeval limit = {.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

}  // namespace

base::Result<LoopbackExchange> LoopbackExchange::open() {
  UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!listener) return base::fail(base::system_error("socket", errno));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener.get(), name, length) != 0 || ::listen(listener.get(), 1) != 0 ||
      ::getsockname(listener.get(), name, &length) != 0) {
    return base::fail(base::system_error("listen on 127.0.0.1", errno));
  }
  limit_waiting(listener);
  return LoopbackExchange(std::move(listener), ntohs(address.sin_port));
}

base::Result<void> LoopbackExchange::talk() {
  UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!client) return base::fail(base::system_error("socket", errno));
  limit_waiting(client);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return base::fail(base::system_error("connect to 127.0.0.1", errno));
  }
  UniqueFd server(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!server) return base::fail(base::system_error("accept on 127.0.0.1", errno));
  limit_waiting(server);
  auto step = send_all(client, kRequest);
  if (step) step = receive(server, kRequest.size());
  if (step) step = send_all(server, kResponse);
  if (step) step = receive(client, kResponse.size());
  if (!step) return step;
  client = UniqueFd();
  // The client's FIN first, so that the farewell is drawn in its usual order.
  return receive(server, 1);
}

}  // namespace minato::sys
