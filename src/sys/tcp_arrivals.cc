// IPv4 raw sockets hand over the IP header, IPv6 ones tell the hop limit beside the data. A filter
// in the kernel keeps the data of conversations away.
#include "sys/tcp_arrivals.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "sys/socket_address.h"

namespace minato::sys {
namespace {

constexpr std::size_t kLeastIpv4 = 20;
constexpr std::size_t kLeastTcp = 20;
constexpr std::size_t kTtlAt = 8;
constexpr std::size_t kFlagsAt = 13;
constexpr std::uint8_t kRst = 4;
constexpr std::uint8_t kSyn = 2;
constexpr std::size_t kMostSegments = 4096;

bool keep_openings(int fd, bool v4) {
  // X: where TCP begins; A: its flags.
  std::array<sock_filter, 5> program = {{
      v4 ? sock_filter BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0)
         : sock_filter BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, 0),
      BPF_STMT(BPF_LD | BPF_B | BPF_IND, kFlagsAt),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, kSyn | kRst, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

std::optional<ArrivedSegment> segment_of(base::Bytes tcp, std::uint8_t hops_left) {
  if (tcp.size() < kLeastTcp) return std::nullopt;
  return ArrivedSegment{.from_port = static_cast<std::uint16_t>(tcp[0] << 8 | tcp[1]),
                        .to_port = static_cast<std::uint16_t>(tcp[2] << 8 | tcp[3]),
                        .syn = (tcp[kFlagsAt] & kSyn) != 0,
                        .rst = (tcp[kFlagsAt] & kRst) != 0,
                        .hops_left = hops_left};
}

std::optional<ArrivedSegment> segment_of_ipv4(base::Bytes packet) {
  if (packet.size() < kLeastIpv4) return std::nullopt;
  const std::size_t header = std::size_t{packet[0] & 15U} * 4;
  if (header < kLeastIpv4 || header > packet.size()) return std::nullopt;
  return segment_of(packet.subspan(header), packet[kTtlAt]);
}

std::uint8_t hop_limit_of(msghdr& message) {
  for (const cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr;
       head = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(head))) {
    if (head->cmsg_level != IPPROTO_IPV6 || head->cmsg_type != IPV6_HOPLIMIT) continue;
    int limit = 0;
    std::memcpy(&limit, CMSG_DATA(head), sizeof limit);
    return static_cast<std::uint8_t>(limit);
  }
  return 0;
}

}  // namespace

base::Result<TcpArrivals> TcpArrivals::open(const model::IpAddress& from,
                                            const model::IpAddress& to) {
  const bool v4 = from.is_v4();
  UniqueFd fd(
      ::socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
  if (!fd) return base::fail(base::system_error("socket", errno));
  if (!keep_openings(fd.get(), v4)) {
    return base::fail(base::system_error("setsockopt SO_ATTACH_FILTER", errno));
  }
  const int on = 1;
  if (!v4 && ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof on) != 0) {
    return base::fail(base::system_error("setsockopt IPV6_RECVHOPLIMIT", errno));
  }
  const SocketAddress own = socket_address(to, 0);
  if (::bind(fd.get(), own.get(), own.length) != 0) {
    return base::fail(base::system_error("bind", errno));
  }
  const SocketAddress peer = socket_address(from, 0);
  if (::connect(fd.get(), peer.get(), peer.length) != 0) {
    return base::fail(base::system_error("connect", errno));
  }
  return TcpArrivals(std::move(fd), v4);
}

std::vector<ArrivedSegment> TcpArrivals::take() {
  std::vector<ArrivedSegment> arrived;
  while (arrived.size() < kMostSegments) {
    std::array<std::uint8_t, 256> bytes{};
    alignas(cmsghdr) std::array<std::uint8_t, 128> control{};
    iovec piece{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t count = ::recvmsg(fd_.get(), &message, MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    const base::Bytes received(bytes.data(), static_cast<std::size_t>(count));
    const auto segment =
        v4_ ? segment_of_ipv4(received) : segment_of(received, hop_limit_of(message));
    if (segment) arrived.push_back(*segment);
  }
  return arrived;
}

}  // namespace minato::sys
