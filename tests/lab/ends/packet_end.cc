// An end on a packet socket (AF_PACKET): batches in, batches out past the queueing discipline,
// arrival times from the kernel, so that a batch that waited is not late twice.
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>
#include <vector>

#include "lab/ends/delay_line.h"
#include "lab/ends/end.h"
#include "sys/unique_fd.h"

namespace minato::lab {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kControlBytes =
    CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(tpacket_auxdata));

nanoseconds wall_clock() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

/// CLOCK_REALTIME minus CLOCK_MONOTONIC, never more than it is: a preemption between the two
/// readings would else date a frame before its arrival, and a link would seem to beat its own
/// delay.
nanoseconds wall_ahead() {
  nanoseconds best{0};
  nanoseconds narrowest = nanoseconds::max();
  for (int attempt = 0; attempt < 4 && narrowest > std::chrono::microseconds{1}; ++attempt) {
    const nanoseconds before = now();
    const nanoseconds wall = wall_clock();
    const nanoseconds after = now();
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    best = wall - after;
  }
  return best;
}

class PacketEnd final : public End {
 public:
  PacketEnd(sys::UniqueFd socket, wire::LinkType type)
      : socket_(std::move(socket)), type_(type), buffers_(kBatch * kLongestFrame) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      vectors_in_[i] = {buffers_.data() + i * kLongestFrame, kLongestFrame};
    }
  }

  [[nodiscard]] int descriptor() const override { return socket_.get(); }
  [[nodiscard]] wire::LinkType link_type() const override { return type_; }
  [[nodiscard]] std::span<const Received> receive() override;
  [[nodiscard]] std::size_t send(std::span<const base::Bytes> frames) override;
  [[nodiscard]] EndCounts counts() override;

 private:
  /// What the kernel says beside the frame: when it came, and whether its checksum is there.
  void read_control(msghdr& message, Received& received);

  sys::UniqueFd socket_;
  wire::LinkType type_;
  std::vector<std::uint8_t> buffers_;
  std::array<iovec, kBatch> vectors_in_{};
  std::array<iovec, kBatch> vectors_out_{};
  std::array<mmsghdr, kBatch> messages_in_{};
  std::array<mmsghdr, kBatch> messages_out_{};
  alignas(cmsghdr) std::array<std::array<std::uint8_t, kControlBytes>, kBatch> controls_{};
  std::array<Received, kBatch> received_{};
  nanoseconds wall_ahead_{0};  ///< CLOCK_REALTIME minus CLOCK_MONOTONIC
  nanoseconds now_{0};
  EndCounts counts_{};
};

void PacketEnd::read_control(msghdr& message, Received& received) {
  received.arrival = now_;
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
      timespec stamp{};
      std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
      const nanoseconds wall = std::chrono::seconds{stamp.tv_sec} + nanoseconds{stamp.tv_nsec};
      received.arrival = std::min(now_, wall - wall_ahead_);
    } else if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA) {
      tpacket_auxdata data{};
      std::memcpy(&data, CMSG_DATA(c), sizeof data);
      if ((data.tp_status & TP_STATUS_CSUMNOTREADY) != 0) ++counts_.unfinished;
    }
  }
}

std::span<const Received> PacketEnd::receive() {
  for (std::size_t i = 0; i < kBatch; ++i) {
    messages_in_[i].msg_hdr = {.msg_name = nullptr,
                               .msg_namelen = 0,
                               .msg_iov = &vectors_in_[i],
                               .msg_iovlen = 1,
                               .msg_control = controls_[i].data(),
                               .msg_controllen = kControlBytes,
                               .msg_flags = 0};
  }
  const int count = recvmmsg(socket_.get(), messages_in_.data(), kBatch, MSG_DONTWAIT, nullptr);
  if (count <= 0) return {};
  wall_ahead_ = wall_ahead();
  now_ = now();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    msghdr& message = messages_in_[i].msg_hdr;
    if ((message.msg_flags & MSG_TRUNC) != 0) {
      ++counts_.oversized;
      continue;
    }
    Received& received = received_[kept++];
    received.bytes = {buffers_.data() + i * kLongestFrame, messages_in_[i].msg_len};
    read_control(message, received);
  }
  return std::span(received_).first(kept);
}

std::size_t PacketEnd::send(std::span<const base::Bytes> frames) {
  const std::size_t count = std::min(frames.size(), kBatch);
  for (std::size_t i = 0; i < count; ++i) {
    // sendmmsg only reads; its interface has no const.
    vectors_out_[i] = {const_cast<std::uint8_t*>(frames[i].data()), frames[i].size()};
    messages_out_[i].msg_hdr = {};
    messages_out_[i].msg_hdr.msg_iov = &vectors_out_[i];
    messages_out_[i].msg_hdr.msg_iovlen = 1;
  }
  std::size_t done = 0;
  while (done < count) {
    const int sent = sendmmsg(socket_.get(), messages_out_.data() + done,
                              static_cast<unsigned>(count - done), MSG_DONTWAIT);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EINTR) {
      break;
    } else {
      ++counts_.refused;
      ++done;
    }
  }
  return done;
}

EndCounts PacketEnd::counts() {
  tpacket_stats statistics{};
  socklen_t length = sizeof statistics;
  if (getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &length) == 0) {
    counts_.dropped_by_kernel += statistics.tp_drops;  // reading resets it
  }
  return counts_;
}

bool set_option(int socket, int level, int name, int value) {
  return setsockopt(socket, level, name, &value, sizeof value) == 0;
}

}  // namespace

tl::expected<std::unique_ptr<End>, std::string> open_packet_end(const std::string& interface,
                                                                std::size_t buffer_bytes) {
  const auto failed = [&](const char* call) {
    return tl::unexpected(interface + ": " + call + ": " + std::generic_category().message(errno));
  };
  sys::UniqueFd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return failed("socket");
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0) return failed("no such interface");
  // The kernel doubles what it is told, and counts its own overhead.
  const int half = static_cast<int>(buffer_bytes / 2);
  if (!set_option(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, half)) return failed("SO_RCVBUFFORCE");
  if (!set_option(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, half)) return failed("SO_SNDBUFFORCE");
  if (!set_option(socket.get(), SOL_SOCKET, SO_TIMESTAMPNS, 1)) return failed("SO_TIMESTAMPNS");
  if (!set_option(socket.get(), SOL_PACKET, PACKET_AUXDATA, 1)) return failed("PACKET_AUXDATA");
  if (!set_option(socket.get(), SOL_PACKET, PACKET_QDISC_BYPASS, 1)) return failed("bypass");
  if (!set_option(socket.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)) return failed("outgoing");
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = __builtin_bswap16(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return failed("bind");
  }
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  if (ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0) return failed("SIOCGIFHWADDR");
  const bool bare = request.ifr_hwaddr.sa_family == ARPHRD_NONE;
  return std::make_unique<PacketEnd>(std::move(socket),
                                     bare ? wire::LinkType::raw_ip : wire::LinkType::ethernet);
}

}  // namespace minato::lab
