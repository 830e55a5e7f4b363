// Walking the blocks of a TPACKET_V3 ring.
#include "sys/link_ring_receiver.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <ctime>

#include "sys/memory_map.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
/// A block that is not full is handed over after this time: the smallest that the kernel knows.
constexpr unsigned kBlockTimeoutMs = 1;

nanoseconds clock_now(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

/// What to add to a kernel stamp (wall clock) to be on the monotonic clock.
nanoseconds monotonic_offset() { return clock_now(CLOCK_MONOTONIC) - clock_now(CLOCK_REALTIME); }

class RingReceiver final : public FrameReceiver {
 public:
  RingReceiver(UniqueFd socket, UniqueFd wake, MemoryMap ring)
      : socket_(std::move(socket)),
        wake_(std::move(wake)),
        ring_(std::move(ring)),
        block_count_(ring_.bytes().size() / kBlockBytes) {}

  base::Result<std::size_t> receive(nanoseconds timeout, FrameVisitor& visitor) override {
    std::size_t visited = walk(visitor);
    if (visited > 0) return visited;
    const auto ready = wait(timeout);
    if (!ready) return base::fail(ready.error());
    return walk(visitor);
  }

  void interrupt() override {
    const std::uint64_t one = 1;
    // A full counter is woken already.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof(one));
  }

  [[nodiscard]] ReceiveStats stats() const override {
    // The kernel resets its counters at each reading.
    tpacket_stats_v3 fresh{};
    socklen_t length = sizeof(fresh);
    if (::getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &fresh, &length) == 0) {
      dropped_.fetch_add(fresh.tp_drops, std::memory_order_relaxed);
    }
    return {frames_.load(std::memory_order_relaxed), dropped_.load(std::memory_order_relaxed)};
  }

 private:
  tpacket_block_desc& block() const {
    return *reinterpret_cast<tpacket_block_desc*>(ring_.bytes().data() + at_ * kBlockBytes);
  }

  /// Visits every frame of every block that the kernel has handed over.
  std::size_t walk(FrameVisitor& visitor) {
    std::size_t visited = 0;
    nanoseconds offset{};
    for (std::size_t i = 0; i < block_count_; ++i) {
      tpacket_block_desc& current = block();
      std::atomic_ref<std::uint32_t> status(current.hdr.bh1.block_status);
      if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) break;
      if (visited == 0) offset = monotonic_offset();
      visited += visit_block(current, offset, visitor);
      status.store(TP_STATUS_KERNEL, std::memory_order_release);
      at_ = (at_ + 1) % block_count_;
    }
    frames_.fetch_add(visited, std::memory_order_relaxed);
    return visited;
  }

  std::size_t visit_block(const tpacket_block_desc& current, nanoseconds offset,
                          FrameVisitor& visitor) const {
    const auto* const start = reinterpret_cast<const std::uint8_t*>(&current);
    const std::uint32_t count = current.hdr.bh1.num_pkts;
    std::size_t at = current.hdr.bh1.offset_to_first_pkt;
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto& header = *reinterpret_cast<const tpacket3_hdr*>(start + at);
      const nanoseconds when = std::chrono::seconds(header.tp_sec) + nanoseconds(header.tp_nsec);
      // On a socket without link layer tp_mac is where the network header starts.
      visitor.on_frame({.bytes = {start + at + header.tp_mac, header.tp_snaplen},
                        .when = when + offset,
                        .cut = header.tp_snaplen < header.tp_len,
                        .checksum_pending = (header.tp_status & TP_STATUS_CSUMNOTREADY) != 0});
      at += header.tp_next_offset;
    }
    return count;
  }

  base::Result<void> wait(nanoseconds timeout) const {
    std::array<pollfd, 2> set = {pollfd{socket_.get(), POLLIN | POLLERR, 0},
                                 pollfd{wake_.get(), POLLIN, 0}};
    const timespec limit = {.tv_sec = static_cast<time_t>(timeout / std::chrono::seconds(1)),
                            .tv_nsec = (timeout % std::chrono::seconds(1)).count()};
    if (::ppoll(set.data(), set.size(), &limit, nullptr) < 0 && errno != EINTR) {
      return base::fail(base::system_error("poll packet socket", errno));
    }
    if ((set[1].revents & POLLIN) != 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t got = ::read(wake_.get(), &count, sizeof(count));
    }
    if ((set[0].revents & POLLERR) != 0) return socket_error();
    return {};
  }

  [[nodiscard]] base::Result<void> socket_error() const {
    int error = 0;
    socklen_t length = sizeof(error);
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error == 0) return {};
    return base::fail(base::system_error("receive on packet socket", error));
  }

  UniqueFd socket_;
  UniqueFd wake_;
  MemoryMap ring_;
  std::size_t block_count_;
  std::size_t at_ = 0;
  std::atomic<std::uint64_t> frames_{0};
  mutable std::atomic<std::uint64_t> dropped_{0};
};

template <typename Value>
base::Result<void> set_option(const UniqueFd& socket, int option, const Value& value,
                              std::string_view name) {
  if (::setsockopt(socket.get(), SOL_PACKET, option, &value, sizeof(value)) == 0) return {};
  return base::fail(base::system_error(std::string("setsockopt ") + std::string(name), errno));
}

base::Result<MemoryMap> make_ring(const UniqueFd& socket, std::size_t wanted_bytes) {
  tpacket_req3 ring{};
  ring.tp_block_size = kBlockBytes;
  ring.tp_block_nr = static_cast<unsigned>(std::max<std::size_t>(2, wanted_bytes / kBlockBytes));
  ring.tp_frame_size = TPACKET_ALIGNMENT << 7;
  ring.tp_frame_nr = ring.tp_block_size / ring.tp_frame_size * ring.tp_block_nr;
  ring.tp_retire_blk_tov = kBlockTimeoutMs;
  const auto version = set_option(socket, PACKET_VERSION, int{TPACKET_V3}, "PACKET_VERSION");
  if (!version) return base::fail(version.error());
  const auto made = set_option(socket, PACKET_RX_RING, ring, "PACKET_RX_RING");
  if (!made) return base::fail(made.error());
  const std::size_t bytes = std::size_t{ring.tp_block_size} * ring.tp_block_nr;
  void* const start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, socket.get(), 0);
  if (start == MAP_FAILED) return base::fail(base::system_error("mmap packet ring", errno));
  return MemoryMap(static_cast<std::uint8_t*>(start), bytes);
}

base::Result<void> listen_on(const UniqueFd& socket, std::uint32_t interface_index) {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(interface_index);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    return {};
  }
  return base::fail(base::system_error("bind packet socket", errno));
}

}  // namespace

base::Result<std::unique_ptr<FrameReceiver>> open_ring_receiver(const LinkRequest& request,
                                                                Framing framing) {
  const int type = framing == Framing::ip ? SOCK_DGRAM : SOCK_RAW;
  // Protocol 0: nothing is received before filter and ring are in place.
  UniqueFd socket(::socket(AF_PACKET, type | SOCK_CLOEXEC, 0));
  if (!socket) return base::fail(base::system_error("socket AF_PACKET", errno));
  UniqueFd wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wake) return base::fail(base::system_error("eventfd", errno));
  const auto filtered = attach_filter(socket.get(), compile_filter(request.filter));
  if (!filtered) return base::fail(filtered.error());
  const auto quiet = set_option(socket, PACKET_IGNORE_OUTGOING, int{1}, "PACKET_IGNORE_OUTGOING");
  if (!quiet) return base::fail(quiet.error());
  auto ring = make_ring(socket, request.receive_ring_bytes);
  if (!ring) return base::fail(ring.error());
  const auto bound = listen_on(socket, request.interface_index);
  if (!bound) return base::fail(bound.error());
  return std::make_unique<RingReceiver>(std::move(socket), std::move(wake), std::move(*ring));
}

}  // namespace minato::sys
