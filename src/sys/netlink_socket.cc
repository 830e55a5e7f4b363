// Asking netlink: send, receive in large pieces, stop at DONE, ERROR or the only answer.
#include "sys/netlink_socket.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <optional>
#include <string>

namespace minato::sys {

using base::fail;
using base::Result;

namespace {

// The kernel fills at most 32 KiB of one receive call of a dump.
constexpr std::size_t kReceiveBytes = 64U << 10;
// The kernel answers at once: this only keeps a fault from hanging the program.
constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};

base::Error malformed_answer(std::string_view what, const base::Malformed& malformed) {
  return {.code = base::ErrorCode::malformed,
          .origin = base::Origin::local,
          .key = "error.netlink-malformed",
          .args = {std::string(what), std::string(malformed.rule)}};
}

}  // namespace

void NetlinkSocket::Close::operator()(mnl_socket* socket) const { mnl_socket_close(socket); }

NetlinkSocket::NetlinkSocket(std::unique_ptr<mnl_socket, Close> socket)
    : socket_(std::move(socket)), buffer_(kReceiveBytes) {}

Result<NetlinkSocket> NetlinkSocket::create(int protocol) {
  std::unique_ptr<mnl_socket, Close> socket(mnl_socket_open2(protocol, SOCK_CLOEXEC));
  if (!socket) return fail(base::system_error("socket netlink", errno));
  if (mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0) {
    return fail(base::system_error("bind netlink", errno));
  }
  const int fd = mnl_socket_get_fd(socket.get());
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience)) < 0) {
    return fail(base::system_error("setsockopt netlink", errno));
  }
  return NetlinkSocket(std::move(socket));
}

Result<void> NetlinkSocket::send(const NetlinkRequest& request) {
  std::vector<std::uint8_t> bytes;
  const nlmsghdr header{
      .nlmsg_len = static_cast<std::uint32_t>(sizeof(nlmsghdr) + request.body.size()),
      .nlmsg_type = request.type,
      .nlmsg_flags = static_cast<std::uint16_t>(request.flags | NLM_F_REQUEST),
      .nlmsg_seq = ++sequence_,
      .nlmsg_pid = 0};
  append_native(bytes, header);
  bytes.insert(bytes.end(), request.body.begin(), request.body.end());
  if (mnl_socket_sendto(socket_.get(), bytes.data(), bytes.size()) < 0) {
    return fail(base::system_error(std::string(request.what), errno));
  }
  return {};
}

Result<DumpProgress> NetlinkSocket::ask(const NetlinkRequest& request, const MessageVisit& visit) {
  if (auto sent = send(request); !sent) return fail(sent.error());
  DumpProgress progress;
  while (!progress.done) {
    const ssize_t got = mnl_socket_recvfrom(socket_.get(), buffer_.data(), buffer_.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(base::system_error(std::string(request.what), errno));
    const base::Bytes answer(buffer_.data(), static_cast<std::size_t>(got));
    const std::optional<base::Malformed> malformed =
        answer.empty() ? base::Malformed{0, "empty netlink answer"}
                       : read_answer(answer, sequence_, progress, visit);
    if (malformed) return fail(malformed_answer(request.what, *malformed));
  }
  if (progress.errno_value != 0) {
    return fail(base::system_error(std::string(request.what), progress.errno_value));
  }
  return progress;
}

}  // namespace minato::sys
