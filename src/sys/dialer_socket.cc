// socket(7), ip(7), ipv6(7), tcp(7). IP_RECVERR tells who sent an ICMP error while TCP connects.
#include "sys/dialer_socket.h"

#include <linux/errqueue.h>
#include <linux/tcp.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sys/socket_address.h"

namespace minato::sys {
namespace {

void set_option(int fd, int level, int name, int value) {
  // An option that this kernel lacks costs detail, not the connection.
  static_cast<void>(::setsockopt(fd, level, name, &value, sizeof value));
}

void set_options(int fd, const DialRequest& request) {
  if (request.to.address.is_v4()) {
    set_option(fd, IPPROTO_IP, IP_RECVERR, 1);
    if (request.hop_limit != 0) set_option(fd, IPPROTO_IP, IP_TTL, request.hop_limit);
  } else {
    set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
    if (request.hop_limit != 0) {
      set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, request.hop_limit);
    }
  }
  if (request.to.port.transport == model::Transport::tcp) {
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    if (request.segment_bytes != 0) {
      set_option(fd, IPPROTO_TCP, TCP_MAXSEG, request.segment_bytes);
    }
  } else if (request.to.address.is_v4()) {
    set_option(fd, IPPROTO_IP, IP_RECVTTL, 1);
  } else {
    set_option(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
  }
}

/// 0, or the errno of the call that failed.
CallFailure bind_source(int fd, const DialRequest& request) {
  if (!request.interface.empty() &&
      ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, request.interface.data(),
                   static_cast<socklen_t>(request.interface.size())) != 0) {
    return {"setsockopt SO_BINDTODEVICE", errno};
  }
  if (!request.source_address && request.source_port == 0) return {};
  const model::IpAddress any = request.to.address.is_v4()
                                   ? model::IpAddress()
                                   : model::IpAddress::v6(std::array<std::uint8_t, 16>{});
  const SocketAddress from =
      socket_address(request.source_address.value_or(any), request.source_port);
  if (request.source_port == 0) {
    set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  } else {
    set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  }
  if (::bind(fd, from.get(), from.length) != 0) return {"bind", errno};
  return {};
}

bool is_hop_count(const cmsghdr& head) {
  return (head.cmsg_level == IPPROTO_IP && head.cmsg_type == IP_TTL) ||
         (head.cmsg_level == IPPROTO_IPV6 && head.cmsg_type == IPV6_HOPLIMIT);
}

std::uint8_t hop_count_of(const cmsghdr& head) {
  int count = 0;
  std::memcpy(&count, CMSG_DATA(&head), sizeof count);
  return static_cast<std::uint8_t>(count);
}

IcmpNotice notice_of(const sock_extended_err& error) {
  IcmpNotice notice{.type = error.ee_type, .code = error.ee_code};
  if (error.ee_errno == EMSGSIZE) notice.path_mtu = error.ee_info;
  SocketAddress from;
  // The offender stands behind the error (SO_EE_OFFENDER).
  const auto* const offender = reinterpret_cast<const std::uint8_t*>(&error + 1);
  std::memcpy(&from.storage, offender,
              error.ee_origin == SO_EE_ORIGIN_ICMP6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
  notice.from = endpoint_of(from, model::Transport::tcp).address;
  return notice;
}

}  // namespace

tl::expected<OpenedSocket, CallFailure> open_dialed_socket(const DialRequest& request) {
  const bool tcp = request.to.port.transport == model::Transport::tcp;
  UniqueFd fd(::socket(request.to.address.is_v4() ? AF_INET : AF_INET6,
                       (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return tl::unexpected(CallFailure{"socket", errno});
  set_options(fd.get(), request);
  const CallFailure bound = bind_source(fd.get(), request);
  if (bound.errno_value != 0) return tl::unexpected(bound);
  // Connected, it would hear the one port only.
  if (!tcp && request.answers_from_other_port) return OpenedSocket{std::move(fd), true};
  const SocketAddress to = socket_address(request.to.address, request.to.port.number);
  if (::connect(fd.get(), to.get(), to.length) == 0) return OpenedSocket{std::move(fd), true};
  if (errno == EINPROGRESS) return OpenedSocket{std::move(fd), false};
  return tl::unexpected(CallFailure{"connect", errno});
}

bool send_to(int fd, base::Bytes bytes, const model::Endpoint& to) {
  const SocketAddress address = socket_address(to.address, to.port.number);
  return ::sendto(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL, address.get(), address.length) >= 0;
}

bool take_peer(int fd, const model::IpAddress& address) {
  SocketAddress from;
  from.length = sizeof from.storage;
  std::array<std::uint8_t, 1> byte{};
  if (::recvfrom(fd, byte.data(), byte.size(), MSG_PEEK | MSG_TRUNC, from.get(), &from.length) <
      0) {
    return true;  // nothing there, or an error: recv tells
  }
  if (endpoint_of(from, model::Transport::udp).address == address) {
    static_cast<void>(::connect(fd, from.get(), from.length));
    return true;
  }
  static_cast<void>(::recv(fd, byte.data(), byte.size(), 0));  // of somebody else
  return false;
}

int pending_error(int fd) {
  int value = 0;
  socklen_t length = sizeof value;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &length) != 0) return errno;
  return value;
}

bool has_peer(int fd) {
  SocketAddress peer;
  peer.length = sizeof peer.storage;
  return ::getpeername(fd, peer.get(), &peer.length) == 0;
}

std::optional<IcmpNotice> take_icmp_notice(int fd) {
  std::optional<IcmpNotice> latest;
  for (int i = 0; i < 16; ++i) {
    alignas(cmsghdr) std::array<std::uint8_t, 512> control{};
    std::array<std::uint8_t, 64> quoted{};
    iovec piece{quoted.data(), quoted.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) break;
    std::uint8_t hops_left = 0;
    bool fresh = false;
    for (const cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr;
         head = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(head))) {
      const bool four = head->cmsg_level == IPPROTO_IP && head->cmsg_type == IP_RECVERR;
      const bool six = head->cmsg_level == IPPROTO_IPV6 && head->cmsg_type == IPV6_RECVERR;
      if (is_hop_count(*head)) hops_left = hop_count_of(*head);
      if (!four && !six) continue;
      const auto* const error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(head));
      if (error->ee_origin == SO_EE_ORIGIN_ICMP || error->ee_origin == SO_EE_ORIGIN_ICMP6) {
        latest = notice_of(*error);
        fresh = true;
      }
    }
    if (fresh) latest->hops_left = hops_left;
  }
  return latest;
}

void tolerate_icmp(int fd, model::Family family) {
  const bool four = family == model::Family::ipv4;
  set_option(fd, four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_RECVERR : IPV6_RECVERR, 0);
}

std::optional<TcpMeasure> measure_tcp(int fd) {
  tcp_info info{};
  socklen_t length = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return std::nullopt;
  return TcpMeasure{.rtt_us = info.tcpi_rtt,
                    .rtt_variance_us = info.tcpi_rttvar,
                    .retransmissions = info.tcpi_total_retrans,
                    .mss_bytes = info.tcpi_snd_mss,
                    .out_of_order = info.tcpi_rcv_ooopack,
                    .path_mtu_bytes = info.tcpi_pmtu};
}

model::Endpoint local_endpoint(int fd, model::Transport transport) {
  SocketAddress own;
  own.length = sizeof own.storage;
  if (::getsockname(fd, own.get(), &own.length) != 0) return {{}, {0, transport}};
  return endpoint_of(own, transport);
}

DialOutcome outcome_of(int errno_value) {
  switch (errno_value) {
    case ECONNREFUSED:
      return DialOutcome::refused;
    // While connecting too: it was accepted and torn down before anybody looked.
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
      return DialOutcome::reset;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case ENONET:
    case ENOPROTOOPT:  // ICMP protocol unreachable
    case EPROTO:       // ICMPv6 parameter problem
      return DialOutcome::unreachable;
    case ETIMEDOUT:
      return DialOutcome::timed_out;
    default:
      return DialOutcome::failed;
  }
}

}  // namespace minato::sys
