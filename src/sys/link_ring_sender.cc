// Filling the slots of a TPACKET_V2 ring.
#include "sys/link_ring_sender.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>

#include "sys/memory_map.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

constexpr std::size_t kSlotBytes = kMostFrameBytes;
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::size_t kBlocks = 32;
constexpr std::size_t kSlots = kBlockBytes / kSlotBytes * kBlocks;
constexpr std::size_t kBatch = 256;
/// Where the frame starts within a slot (packet_mmap: TPACKET2_HDRLEN without sockaddr_ll).
constexpr std::size_t kDataAt = TPACKET2_HDRLEN - sizeof(sockaddr_ll);
constexpr int kWaitMs = 1;

class RingSender final : public FrameSender {
 public:
  RingSender(UniqueFd socket, MemoryMap ring)
      : socket_(std::move(socket)), ring_(std::move(ring)) {}

  std::span<std::uint8_t> next_frame() override {
    if (pending_ == kBatch) return {};
    tpacket2_hdr& slot = header();
    std::atomic_ref<std::uint32_t> status(slot.tp_status);
    if (status.load(std::memory_order_acquire) != TP_STATUS_AVAILABLE) {
      // The device still has this frame of the last round: flush() waits for it.
      return {};
    }
    return ring_.bytes().subspan(at_ * kSlotBytes + kDataAt, kSlotBytes - kDataAt);
  }

  void commit(std::size_t length_bytes) override {
    tpacket2_hdr& slot = header();
    slot.tp_len = static_cast<std::uint32_t>(length_bytes);
    std::atomic_ref<std::uint32_t>(slot.tp_status)
        .store(TP_STATUS_SEND_REQUEST, std::memory_order_release);
    at_ = (at_ + 1) % kSlots;
    ++pending_;
    ++stats_.frames;
    stats_.bytes += length_bytes;
  }

  base::Result<void> flush() override {
    pending_ = 0;
    while (true) {
      if (::send(socket_.get(), nullptr, 0, MSG_DONTWAIT) >= 0) return make_room();
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != ENOBUFS) {
        return base::fail(base::system_error("send on packet socket", errno));
      }
      wait();
    }
  }

  [[nodiscard]] SendStats stats() const override { return stats_; }

 private:
  tpacket2_hdr& header() const {
    return *reinterpret_cast<tpacket2_hdr*>(ring_.bytes().data() + at_ * kSlotBytes);
  }

  /// Waits until the next slot is free, so that next_frame() has something to give.
  base::Result<void> make_room() {
    while (true) {
      const std::uint32_t status =
          std::atomic_ref<std::uint32_t>(header().tp_status).load(std::memory_order_acquire);
      if (status == TP_STATUS_AVAILABLE) return {};
      if ((status & TP_STATUS_WRONG_FORMAT) != 0) {
        return base::fail(base::system_error("send on packet socket", EINVAL));
      }
      wait();
    }
  }

  void wait() {
    ++stats_.waits;
    pollfd room{socket_.get(), POLLOUT, 0};
    ::poll(&room, 1, kWaitMs);
  }

  UniqueFd socket_;
  MemoryMap ring_;
  std::size_t at_ = 0;
  std::size_t pending_ = 0;
  SendStats stats_;
};

template <typename Value>
base::Result<void> set_option(const UniqueFd& socket, int option, const Value& value,
                              std::string_view name) {
  if (::setsockopt(socket.get(), SOL_PACKET, option, &value, sizeof(value)) == 0) return {};
  return base::fail(base::system_error(std::string("setsockopt ") + std::string(name), errno));
}

}  // namespace

base::Result<std::unique_ptr<FrameSender>> open_ring_sender(std::uint32_t interface_index) {
  UniqueFd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  if (!socket) return base::fail(base::system_error("socket AF_PACKET", errno));
  const auto version = set_option(socket, PACKET_VERSION, int{TPACKET_V2}, "PACKET_VERSION");
  if (!version) return base::fail(version.error());
  // Our own pacing replaces the queue; without the option (old kernels) it is only slower.
  const int bypass = 1;
  ::setsockopt(socket.get(), SOL_PACKET, PACKET_QDISC_BYPASS, &bypass, sizeof(bypass));
  const tpacket_req ring{.tp_block_size = kBlockBytes,
                         .tp_block_nr = kBlocks,
                         .tp_frame_size = kSlotBytes,
                         .tp_frame_nr = kSlots};
  const auto made = set_option(socket, PACKET_TX_RING, ring, "PACKET_TX_RING");
  if (!made) return base::fail(made.error());
  const std::size_t bytes = kBlockBytes * kBlocks;
  void* const start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, socket.get(), 0);
  if (start == MAP_FAILED) return base::fail(base::system_error("mmap packet ring", errno));
  MemoryMap map(static_cast<std::uint8_t*>(start), bytes);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(interface_index);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) < 0) {
    return base::fail(base::system_error("bind packet socket", errno));
  }
  return std::make_unique<RingSender>(std::move(socket), std::move(map));
}

}  // namespace minato::sys
