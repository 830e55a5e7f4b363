// Batches of IP packets through two raw sockets, one a family.
#include "sys/link_raw_sender.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

constexpr std::size_t kBatch = 128;
constexpr std::size_t kIpv4DestinationAt = 16;
constexpr std::size_t kIpv6DestinationAt = 24;
constexpr int kSendBufferBytes = 4 << 20;
constexpr int kWaitMs = 1;

class RawSender final : public FrameSender {
 public:
  RawSender(UniqueFd ipv4, UniqueFd ipv6)
      : ipv4_(std::move(ipv4)),
        ipv6_(std::move(ipv6)),
        frames_(kBatch * kMostFrameBytes),
        messages_(kBatch),
        pieces_(kBatch),
        names_(kBatch) {}

  std::span<std::uint8_t> next_frame() override {
    if (pending_ == kBatch) return {};
    return std::span(frames_).subspan(pending_ * kMostFrameBytes, kMostFrameBytes);
  }

  void commit(std::size_t length_bytes) override {
    const std::span<std::uint8_t> frame = next_frame().first(length_bytes);
    pieces_[pending_] = {frame.data(), frame.size()};
    msghdr& header = messages_[pending_].msg_hdr;
    header = {};
    header.msg_iov = &pieces_[pending_];
    header.msg_iovlen = 1;
    header.msg_name = &names_[pending_];
    header.msg_namelen = address(frame, names_[pending_]);
    is_ipv6_[pending_] = frame[0] >> 4 == 6;
    ++pending_;
    stats_.bytes += length_bytes;
  }

  base::Result<void> flush() override {
    std::size_t at = 0;
    while (at < pending_) {
      // One call takes one family: as far as it stays the same.
      std::size_t end = at + 1;
      while (end < pending_ && is_ipv6_[end] == is_ipv6_[at]) ++end;
      const int socket = is_ipv6_[at] ? ipv6_.get() : ipv4_.get();
      const int sent =
          ::sendmmsg(socket, &messages_[at], static_cast<unsigned>(end - at), MSG_DONTWAIT);
      if (sent > 0) {
        at += static_cast<std::size_t>(sent);
        stats_.frames += static_cast<std::uint64_t>(sent);
        continue;
      }
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == ENOBUFS) {
        wait(socket);
        continue;
      }
      // A local filter (EPERM) or a missing route refuses this one packet: the network would
      // have lost it as well. Only a refused batch from its first packet on is an error.
      if (!refused_is_normal(errno)) {
        pending_ = 0;
        return base::fail(base::system_error("send on raw socket", errno));
      }
      ++at;
    }
    pending_ = 0;
    return {};
  }

  [[nodiscard]] SendStats stats() const override { return stats_; }

 private:
  static bool refused_is_normal(int error) {
    return error == EPERM || error == EINVAL || error == ENETUNREACH || error == EHOSTUNREACH ||
           error == EACCES || error == ECONNREFUSED || error == EMSGSIZE;
  }

  static socklen_t address(std::span<const std::uint8_t> packet, sockaddr_storage& name) {
    name = {};
    if (packet[0] >> 4 == 4) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      std::memcpy(&to.sin_addr, packet.data() + kIpv4DestinationAt, sizeof(to.sin_addr));
      std::memcpy(&name, &to, sizeof(to));
      return sizeof(to);
    }
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    std::memcpy(&to.sin6_addr, packet.data() + kIpv6DestinationAt, sizeof(to.sin6_addr));
    std::memcpy(&name, &to, sizeof(to));
    return sizeof(to);
  }

  void wait(int socket) {
    ++stats_.waits;
    pollfd room{socket, POLLOUT, 0};
    ::poll(&room, 1, kWaitMs);
  }

  UniqueFd ipv4_;
  UniqueFd ipv6_;
  std::vector<std::uint8_t> frames_;
  std::vector<mmsghdr> messages_;
  std::vector<iovec> pieces_;
  std::vector<sockaddr_storage> names_;
  std::array<bool, kBatch> is_ipv6_{};
  std::size_t pending_ = 0;
  SendStats stats_;
};

base::Result<UniqueFd> raw_socket(int family) {
  UniqueFd socket(::socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
  if (!socket) return base::fail(base::system_error("socket SOCK_RAW", errno));
  const int yes = 1;
  const int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
  const int option = family == AF_INET ? IP_HDRINCL : IPV6_HDRINCL;
  if (::setsockopt(socket.get(), level, option, &yes, sizeof(yes)) < 0) {
    return base::fail(base::system_error("setsockopt HDRINCL", errno));
  }
  // More than the default limit needs CAP_NET_ADMIN: then the limit has to do.
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kSendBufferBytes,
                   sizeof(kSendBufferBytes)) < 0) {
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &kSendBufferBytes, sizeof(kSendBufferBytes));
  }
  return socket;
}

}  // namespace

base::Result<std::unique_ptr<FrameSender>> open_raw_sender() {
  auto ipv4 = raw_socket(AF_INET);
  if (!ipv4) return base::fail(ipv4.error());
  // A machine without IPv6 still scans IPv4.
  auto ipv6 = raw_socket(AF_INET6);
  return std::make_unique<RawSender>(std::move(*ipv4), ipv6 ? std::move(*ipv6) : UniqueFd());
}

}  // namespace minato::sys
