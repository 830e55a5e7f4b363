// Non-blocking sockets and one epoll instance.
#include "sys/connector.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace minato::sys {
namespace {

/// Files for everything else: outputs, resolver, libraries.
constexpr rlim_t kOtherFiles = 64;
constexpr std::size_t kEventsAtOnce = 256;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

SocketAddress socket_address(const model::Endpoint& to) {
  SocketAddress made;
  const auto bytes = to.address.bytes();
  if (to.address.is_v4()) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(to.port.number);
    std::memcpy(&four.sin_addr, bytes.data(), bytes.size());
    std::memcpy(&made.storage, &four, sizeof(four));
    made.length = sizeof(four);
    return made;
  }
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(to.port.number);
  six.sin6_scope_id = to.address.scope();
  std::memcpy(&six.sin6_addr, bytes.data(), bytes.size());
  std::memcpy(&made.storage, &six, sizeof(six));
  made.length = sizeof(six);
  return made;
}

int pending_error(int socket) {
  int error = 0;
  socklen_t length = sizeof(error);
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

/// The connection is torn down with a RST instead of lingering in TIME-WAIT.
void reset_on_close(int socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

struct Ends {
  SocketAddress own{};
  SocketAddress peer{};
};

Ends ends_of(int socket) {
  Ends ends;
  ends.own.length = ends.peer.length = sizeof(sockaddr_storage);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&ends.own.storage), &ends.own.length);
  ::getpeername(socket, reinterpret_cast<sockaddr*>(&ends.peer.storage), &ends.peer.length);
  return ends;
}

/// Address and port as bytes that can be compared.
std::string address_bytes(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address.storage);
    return {reinterpret_cast<const char*>(&four.sin_addr), sizeof(four.sin_addr)};
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address.storage);
  return {reinterpret_cast<const char*>(&six.sin6_addr), sizeof(six.sin6_addr)};
}

std::uint16_t port_of(const SocketAddress& address) {
  const bool four = address.storage.ss_family == AF_INET;
  return four ? reinterpret_cast<const sockaddr_in&>(address.storage).sin_port
              : reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_port;
}

/// What a datagram socket has: 0 for an answer, else the error that was told of it. One whose own
/// port is the one that it asks has heard itself.
int datagram_end(int socket) {
  std::array<char, 1> byte{};
  if (::recv(socket, byte.data(), byte.size(), MSG_DONTWAIT) < 0) return errno;
  const Ends ends = ends_of(socket);
  const bool itself = port_of(ends.own) == port_of(ends.peer) &&
                      address_bytes(ends.own) == address_bytes(ends.peer);
  return itself ? ECONNREFUSED : 0;
}

/// Two sockets of this very program that connect to each other's port at the same moment are
/// connected (RFC 9293 section 3.5), and so is one whose own port is the one that it asks. Nobody
/// listens there. On this machine a second connection tells.
bool somebody_listens(int socket) {
  constexpr int kPatienceMs = 200;
  constexpr int kTimes = 3;
  const Ends ends = ends_of(socket);
  if (address_bytes(ends.own) != address_bytes(ends.peer)) return true;
  for (int i = 0; i < kTimes; ++i) {
    const UniqueFd again(
        ::socket(ends.peer.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!again) return true;
    const int begun = ::connect(again.get(), reinterpret_cast<const sockaddr*>(&ends.peer.storage),
                                ends.peer.length);
    if (begun != 0 && errno != EINPROGRESS) return false;
    pollfd ready{again.get(), POLLOUT, 0};
    if (::poll(&ready, 1, kPatienceMs) <= 0) return true;  // a full queue: somebody is there
    if (pending_error(again.get()) != 0) return false;
    reset_on_close(again.get());
    const Ends second = ends_of(again.get());
    if (port_of(second.own) != port_of(second.peer)) return true;
  }
  return false;
}

}  // namespace

std::size_t most_connections(std::size_t wished) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return std::min<std::size_t>(wished, 256);
  if (files.rlim_cur < wished + kOtherFiles) {
    rlimit raised = files;
    raised.rlim_cur = std::min<rlim_t>(files.rlim_max, wished + kOtherFiles);
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) files = raised;
  }
  const rlim_t room = files.rlim_cur > 2 * kOtherFiles ? files.rlim_cur - kOtherFiles : kOtherFiles;
  return std::min<std::size_t>(wished, room);
}

Connector::Connector(UniqueFd epoll, std::size_t most) : epoll_(std::move(epoll)), attempts_(most) {
  for (std::size_t i = most; i > 0; --i) free_.push_back(static_cast<std::uint32_t>(i - 1));
}

base::Result<Connector> Connector::create(std::size_t most) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return base::fail(base::system_error("epoll_create1", errno));
  return Connector(std::move(epoll), std::max<std::size_t>(most, 1));
}

bool Connector::worth_asking_at_once() {
  constexpr std::uint32_t kMisses = 8, kTryAgainEvery = 64;
  return misses_ < kMisses || ++skipped_ % kTryAgainEvery == 0;
}

std::uint32_t Connector::free_slot() {
  while (free_.empty()) {
    const auto [slot, generation] = order_.front();
    order_.pop_front();
    Attempt& oldest = attempts_[slot];
    if (!oldest.socket || oldest.generation != generation) continue;
    oldest.socket = UniqueFd();
    free_.push_back(slot);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  return slot;
}

base::Result<void> Connector::start(const ConnectStart& start, const Visitor& visit) {
  const bool tcp = start.to.port.transport == model::Transport::tcp;
  const int family = start.to.address.is_v4() ? AF_INET : AF_INET6;
  const int type = (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  UniqueFd socket(::socket(family, type, 0));
  if (!socket) return base::fail(base::system_error("socket", errno));
  const SocketAddress to = socket_address(start.to);
  const int connected =
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to.storage), to.length);
  int error = connected == 0 ? 0 : errno;
  if (!tcp && error == 0) {
    const ssize_t sent =
        ::send(socket.get(), start.payload.data(), start.payload.size(), MSG_NOSIGNAL);
    error = sent < 0 ? errno : EINPROGRESS;
  }
  if (tcp && error == EINPROGRESS && worth_asking_at_once()) {
    // On virtual links and loopback the answer is there before connect() returns.
    const int refused = pending_error(socket.get());
    misses_ = refused == 0 ? misses_ + 1 : 0;
    if (refused != 0) error = refused;
  }
  if (error != EINPROGRESS) {
    if (error == 0) {
      reset_on_close(socket.get());
      if (!somebody_listens(socket.get())) error = ECONNREFUSED;
    }
    visit({start.tag, start.attempt, error});
    return {};
  }
  const std::uint32_t slot = free_slot();
  Attempt& attempt = attempts_[slot];
  attempt.tag = start.tag;
  attempt.attempt = start.attempt;
  attempt.transport = start.to.port.transport;
  ++attempt.generation;
  epoll_event wanted{};
  wanted.events = tcp ? EPOLLOUT : EPOLLIN;
  wanted.data.u32 = slot;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.get(), &wanted) != 0) {
    free_.push_back(slot);
    return base::fail(base::system_error("epoll_ctl", errno));
  }
  attempt.socket = std::move(socket);
  order_.emplace_back(slot, attempt.generation);
  // Ended ones at the front go at once, so that the queue stays as short as the table.
  while (order_.size() > 2 * attempts_.size()) {
    const auto [front, generation] = order_.front();
    if (attempts_[front].socket && attempts_[front].generation == generation) break;
    order_.pop_front();
  }
  return {};
}

void Connector::finish(std::uint32_t slot, int error, const Visitor& visit) {
  Attempt& attempt = attempts_[slot];
  if (error == 0 && attempt.transport == model::Transport::tcp) {
    reset_on_close(attempt.socket.get());
    if (!somebody_listens(attempt.socket.get())) error = ECONNREFUSED;
  }
  attempt.socket = UniqueFd();
  free_.push_back(slot);
  visit({attempt.tag, attempt.attempt, error});
}

base::Result<std::size_t> Connector::wait(std::chrono::nanoseconds timeout, const Visitor& visit) {
  std::array<epoll_event, kEventsAtOnce> events{};
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(timeout);
  const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(milliseconds.count()));
  if (count < 0 && errno != EINTR) return base::fail(base::system_error("epoll_wait", errno));
  std::size_t ended = 0;
  for (int i = 0; i < count; ++i) {
    const std::uint32_t slot = events[static_cast<std::size_t>(i)].data.u32;
    const Attempt& attempt = attempts_[slot];
    if (!attempt.socket) continue;
    const bool tcp = attempt.transport == model::Transport::tcp;
    const int error =
        tcp ? pending_error(attempt.socket.get()) : datagram_end(attempt.socket.get());
    if (error == EAGAIN) continue;
    finish(slot, error, visit);
    ++ended;
  }
  return ended;
}

}  // namespace minato::sys
