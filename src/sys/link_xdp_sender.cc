// One memory area cut into frames, a ring of those to send and a ring of those that were sent.
#include "sys/link_xdp_sender.h"

#include <linux/if_xdp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

#include <cerrno>
#include <vector>

#include "sys/late_library.h"
#include "sys/memory_map.h"

namespace minato::sys {
namespace {

constexpr const char* kSoname = "libxdp.so.1";
constexpr std::uint32_t kFrames = 2048;
constexpr std::uint32_t kBatch = 256;
constexpr std::size_t kAreaBytes = std::size_t{kFrames} * kMostFrameBytes;
constexpr int kWaitMs = 1;

struct LibXdp {
  decltype(&::xsk_umem__create) create_area = nullptr;
  decltype(&::xsk_umem__delete) delete_area = nullptr;
  decltype(&::xsk_socket__create) create_socket = nullptr;
  decltype(&::xsk_socket__delete) delete_socket = nullptr;
  decltype(&::xsk_socket__fd) descriptor = nullptr;

  [[nodiscard]] bool find_all(void* library) {
    return find_function(library, "xsk_umem__create", create_area) &&
           find_function(library, "xsk_umem__delete", delete_area) &&
           find_function(library, "xsk_socket__create", create_socket) &&
           find_function(library, "xsk_socket__delete", delete_socket) &&
           find_function(library, "xsk_socket__fd", descriptor);
  }
};

/// What libxdp hands out, given back in the right order.
class XdpSocket {
 public:
  explicit XdpSocket(const LibXdp& library) : library_(library) {}
  XdpSocket(const XdpSocket&) = delete;
  XdpSocket& operator=(const XdpSocket&) = delete;
  ~XdpSocket() {
    if (socket_ != nullptr) library_.delete_socket(socket_);
    if (area_ != nullptr) static_cast<void>(library_.delete_area(area_));
  }

  /// flags: XDP_ZEROCOPY or XDP_COPY. Returns errno, 0 when open.
  [[nodiscard]] int open(const std::string& interface, std::uint16_t flags) {
    void* const start = ::mmap(nullptr, kAreaBytes, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (start == MAP_FAILED) return errno;
    memory_ = MemoryMap(static_cast<std::uint8_t*>(start), kAreaBytes);
    const xsk_umem_config area{.fill_size = kFrames,
                               .comp_size = kFrames,
                               .frame_size = kMostFrameBytes,
                               .frame_headroom = 0,
                               .flags = 0};
    const int made =
        library_.create_area(&area_, start, kAreaBytes, &unused_fill_, &completed, &area);
    if (made != 0) return -made;
    xsk_socket_config config{};
    config.tx_size = kFrames;
    config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
    config.bind_flags = static_cast<std::uint16_t>(flags | XDP_USE_NEED_WAKEUP);
    const int bound =
        library_.create_socket(&socket_, interface.c_str(), 0, area_, nullptr, &transmit, &config);
    if (bound != 0) return -bound;
    // Some drivers take the binding and refuse to send until a program is loaded.
    return kick();
  }

  /// Has the kernel look at the ring. Returns errno; 0 also when it is busy.
  [[nodiscard]] int kick() const {
    if (::sendto(descriptor(), nullptr, 0, MSG_DONTWAIT, nullptr, 0) >= 0) return 0;
    const bool busy = errno == EAGAIN || errno == EBUSY || errno == ENOBUFS || errno == EINTR;
    return busy ? 0 : errno;
  }

  [[nodiscard]] int descriptor() const { return library_.descriptor(socket_); }
  [[nodiscard]] std::span<std::uint8_t> frame(std::uint64_t at) const {
    return memory_.bytes().subspan(at, kMostFrameBytes);
  }

  xsk_ring_prod transmit{};
  xsk_ring_cons completed{};

 private:
  const LibXdp& library_;
  MemoryMap memory_{};
  xsk_ring_prod unused_fill_{};
  xsk_umem* area_ = nullptr;
  xsk_socket* socket_ = nullptr;
};

class XdpSender final : public FrameSender {
 public:
  explicit XdpSender(std::unique_ptr<XdpSocket> socket) : socket_(std::move(socket)) {
    free_.reserve(kFrames);
    for (std::uint64_t i = 0; i < kFrames; ++i) free_.push_back(i * kMostFrameBytes);
  }

  std::span<std::uint8_t> next_frame() override {
    if (pending_ == kBatch || free_.empty()) return {};
    return socket_->frame(free_.back());
  }

  void commit(std::size_t length_bytes) override {
    std::uint32_t at = 0;
    // There are as many slots as frames: one is free for each frame that is.
    xsk_ring_prod__reserve(&socket_->transmit, 1, &at);
    xdp_desc* const slot = xsk_ring_prod__tx_desc(&socket_->transmit, at);
    slot->addr = free_.back();
    slot->len = static_cast<std::uint32_t>(length_bytes);
    slot->options = 0;
    free_.pop_back();
    ++pending_;
    ++stats_.frames;
    stats_.bytes += length_bytes;
  }

  base::Result<void> flush() override {
    xsk_ring_prod__submit(&socket_->transmit, pending_);
    pending_ = 0;
    while (true) {
      const bool taken = xsk_prod_nb_free(&socket_->transmit, kFrames) == kFrames;
      const std::size_t before = free_.size();
      reap();
      if (taken && !free_.empty()) return {};
      if (!taken && xsk_ring_prod__needs_wakeup(&socket_->transmit) != 0) {
        if (const int error = socket_->kick(); error != 0) {
          return base::fail(base::system_error("send on AF_XDP socket", error));
        }
      }
      reap();
      if (free_.size() == before) wait();
    }
  }

  [[nodiscard]] SendStats stats() const override { return stats_; }

 private:
  /// Frames that were sent are free again.
  void reap() {
    std::uint32_t at = 0;
    const std::uint32_t count = xsk_ring_cons__peek(&socket_->completed, kFrames, &at);
    for (std::uint32_t i = 0; i < count; ++i) {
      free_.push_back(*xsk_ring_cons__comp_addr(&socket_->completed, at + i));
    }
    if (count > 0) xsk_ring_cons__release(&socket_->completed, count);
  }

  void wait() {
    ++stats_.waits;
    pollfd room{socket_->descriptor(), POLLOUT, 0};
    ::poll(&room, 1, kWaitMs);
  }

  std::unique_ptr<XdpSocket> socket_;
  std::vector<std::uint64_t> free_{};  ///< where in the area; never more than kFrames
  std::uint32_t pending_ = 0;
  SendStats stats_{};
};

}  // namespace

base::Result<std::unique_ptr<FrameSender>> open_xdp_sender(const std::string& interface) {
  const LibXdp* const library = load_functions<LibXdp>(kSoname);
  if (library == nullptr) return base::fail(no_library(kSoname));
  int error = 0;
  for (const int way : {XDP_ZEROCOPY, XDP_COPY}) {
    auto socket = std::make_unique<XdpSocket>(*library);
    error = socket->open(interface, static_cast<std::uint16_t>(way));
    if (error == 0) return std::make_unique<XdpSender>(std::move(socket));
  }
  return base::fail(base::system_error("AF_XDP " + interface, error));
}

}  // namespace minato::sys
