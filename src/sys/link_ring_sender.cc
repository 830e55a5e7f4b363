// Filling the slots of TPACKET_V2 rings, with a second thread that sends.
#include "sys/link_ring_sender.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <future>
#include <optional>
#include <thread>

#include "sys/memory_map.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

constexpr std::size_t kSlotBytes = kMostFrameBytes;
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::size_t kBlocks = 16;
constexpr std::size_t kSlots = kBlockBytes / kSlotBytes * kBlocks;
constexpr std::size_t kBatch = 256;
/// Where the frame starts within a slot (packet_mmap: TPACKET2_HDRLEN without sockaddr_ll).
constexpr std::size_t kDataAt = TPACKET2_HDRLEN - sizeof(sockaddr_ll);
constexpr int kWaitMs = 1;
/// Fewer frames are on their way before another thread has woken up.
constexpr std::size_t kWorthHelp = 48;
constexpr unsigned kSpins = 100;

/// One ring of a socket of its own. Filled and kicked by one thread at a time.
class TransmitRing {
 public:
  TransmitRing(UniqueFd socket, MemoryMap ring)
      : socket_(std::move(socket)), ring_(std::move(ring)) {}

  std::span<std::uint8_t> next_frame() const {
    if (pending_ == kBatch) return {};
    std::atomic_ref<std::uint32_t> status(header().tp_status);
    if (status.load(std::memory_order_acquire) != TP_STATUS_AVAILABLE) {
      // The device still has this frame of the last round: kick() waits for it.
      return {};
    }
    return ring_.bytes().subspan(at_ * kSlotBytes + kDataAt, kSlotBytes - kDataAt);
  }

  void commit(std::size_t length_bytes) {
    tpacket2_hdr& slot = header();
    slot.tp_len = static_cast<std::uint32_t>(length_bytes);
    std::atomic_ref<std::uint32_t>(slot.tp_status)
        .store(TP_STATUS_SEND_REQUEST, std::memory_order_release);
    at_ = (at_ + 1) % kSlots;
    ++pending_;
  }

  [[nodiscard]] std::size_t pending() const { return pending_; }
  [[nodiscard]] std::uint64_t waits() const { return waits_.load(std::memory_order_relaxed); }

  /// Has the device take all that was committed, and waits for room. Returns errno, 0 when sent.
  int kick() {
    pending_ = 0;
    while (true) {
      if (::send(socket_.get(), nullptr, 0, MSG_DONTWAIT) >= 0) return make_room();
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != ENOBUFS) return errno;
      wait();
    }
  }

 private:
  tpacket2_hdr& header() const {
    return *reinterpret_cast<tpacket2_hdr*>(ring_.bytes().data() + at_ * kSlotBytes);
  }

  /// Waits until the next slot is free, so that next_frame() has something to give.
  int make_room() {
    while (true) {
      const std::uint32_t status =
          std::atomic_ref<std::uint32_t>(header().tp_status).load(std::memory_order_acquire);
      if (status == TP_STATUS_AVAILABLE) return 0;
      if ((status & TP_STATUS_WRONG_FORMAT) != 0) return EINVAL;
      wait();
    }
  }

  void wait() {
    waits_.fetch_add(1, std::memory_order_relaxed);
    pollfd room{socket_.get(), POLLOUT, 0};
    ::poll(&room, 1, kWaitMs);
  }

  UniqueFd socket_;
  MemoryMap ring_;
  std::size_t at_ = 0;
  std::size_t pending_ = 0;
  std::atomic<std::uint64_t> waits_{0};
};

/// Kicks a ring on a processor of its own. The kernel does the whole way of a frame within the
/// system call, on virtual links even the answer: two kicks side by side send nearly twice as fast.
/// The thread starts with the first ring handed over, thus after rights were given up.
class Helper {
 public:
  explicit Helper(TransmitRing& ring) : ring_(ring) {}
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;
  ~Helper() {
    if (!thread_.joinable()) return;
    state_.store(State::over, std::memory_order_release);
    state_.notify_one();
    thread_.join();
  }

  /// Whether the ring is the caller's again.
  [[nodiscard]] bool idle() const { return state_.load(std::memory_order_acquire) == State::idle; }
  /// Hands the ring over. Only when idle.
  void take() {
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
    state_.store(State::handed, std::memory_order_release);
    state_.notify_one();
  }
  /// Errno of a kick that failed, once.
  [[nodiscard]] int take_error() { return error_.exchange(0, std::memory_order_relaxed); }

 private:
  enum class State : std::uint8_t { idle, handed, over };

  void serve() {
    while (true) {
      // At full speed the next ring comes within the time that falling asleep takes.
      for (unsigned i = 0; i < kSpins && idle(); ++i) std::this_thread::yield();
      state_.wait(State::idle, std::memory_order_acquire);
      State seen = state_.load(std::memory_order_acquire);
      if (seen == State::over) return;
      if (const int error = ring_.kick(); error != 0) {
        error_.store(error, std::memory_order_relaxed);
      }
      state_.compare_exchange_strong(seen, State::idle, std::memory_order_release);
    }
  }

  TransmitRing& ring_;
  std::atomic<State> state_{State::idle};
  std::atomic<int> error_{0};
  std::thread thread_{};
};

/// Fills its own ring and the helper's in turns while there is much to send.
class RingSender final : public FrameSender {
 public:
  RingSender(std::unique_ptr<TransmitRing> own, std::unique_ptr<TransmitRing> helped)
      : own_(std::move(own)), helped_(std::move(helped)), current_(own_.get()) {
    if (helped_) helper_.emplace(*helped_);
  }
  ~RingSender() override {
    helper_.reset();
    // Closing waits for the kernel to forget a socket: side by side it takes half the time.
    if (!helped_) return;
    std::thread other([ring = std::move(helped_)]() mutable { ring.reset(); });
    own_.reset();
    other.join();
  }
  RingSender(const RingSender&) = delete;
  RingSender& operator=(const RingSender&) = delete;

  std::span<std::uint8_t> next_frame() override { return current_->next_frame(); }

  void commit(std::size_t length_bytes) override {
    current_->commit(length_bytes);
    ++frames_;
    bytes_ += length_bytes;
  }

  base::Result<void> flush() override {
    const bool much = current_->pending() >= kWorthHelp;
    int error = 0;
    if (current_ == helped_.get() && much) {
      helper_->take();
    } else {
      error = current_->kick();
    }
    current_ = much && helper_ && helper_->idle() ? helped_.get() : own_.get();
    if (error == 0 && helper_) error = helper_->take_error();
    if (error == 0) return {};
    return base::fail(base::system_error("send on packet socket", error));
  }

  [[nodiscard]] SendStats stats() const override {
    return {frames_, bytes_, own_->waits() + (helped_ ? helped_->waits() : 0)};
  }

 private:
  std::unique_ptr<TransmitRing> own_;
  std::unique_ptr<TransmitRing> helped_;
  TransmitRing* current_;
  std::optional<Helper> helper_{};
  std::uint64_t frames_ = 0;
  std::uint64_t bytes_ = 0;
};

template <typename Value>
base::Result<void> set_option(const UniqueFd& socket, int option, const Value& value,
                              std::string_view name) {
  if (::setsockopt(socket.get(), SOL_PACKET, option, &value, sizeof(value)) == 0) return {};
  return base::fail(base::system_error(std::string("setsockopt ") + std::string(name), errno));
}

base::Result<std::unique_ptr<TransmitRing>> open_ring(std::uint32_t interface_index) {
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
  return std::make_unique<TransmitRing>(std::move(socket), std::move(map));
}

}  // namespace

base::Result<std::unique_ptr<FrameSender>> open_ring_sender(std::uint32_t interface_index) {
  std::future<base::Result<std::unique_ptr<TransmitRing>>> second;
  if (std::thread::hardware_concurrency() > 1) {
    second = std::async(std::launch::async, [=] { return open_ring(interface_index); });
  }
  auto own = open_ring(interface_index);
  std::unique_ptr<TransmitRing> helped;
  // Without a second ring sending is only slower.
  if (second.valid()) helped = second.get().value_or(nullptr);
  if (!own) return base::fail(own.error());
  return std::make_unique<RingSender>(std::move(*own), std::move(helped));
}

}  // namespace minato::sys
