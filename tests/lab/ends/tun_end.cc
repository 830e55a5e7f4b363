// An end that is a TUN (packets) or TAP (frames) device of its own.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "lab/ends/delay_line.h"
#include "lab/ends/end.h"
#include "sys/unique_fd.h"

namespace minato::lab {
namespace {

/// The device queues this many packets for us; the default of 500 or 1,000 loses a scan's burst.
constexpr int kQueueLength = 65'536;

class TunEnd final : public End {
 public:
  TunEnd(sys::UniqueFd device, wire::LinkType type)
      : device_(std::move(device)), type_(type), buffers_(kBatch * (kLongestFrame + 1)) {}

  [[nodiscard]] int descriptor() const override { return device_.get(); }
  [[nodiscard]] wire::LinkType link_type() const override { return type_; }
  [[nodiscard]] std::span<const Received> receive() override;
  [[nodiscard]] std::size_t send(std::span<const base::Bytes> frames) override;
  [[nodiscard]] EndCounts counts() override { return counts_; }

 private:
  sys::UniqueFd device_;
  wire::LinkType type_;
  std::vector<std::uint8_t> buffers_;
  std::array<Received, kBatch> received_{};
  EndCounts counts_{};
};

std::span<const Received> TunEnd::receive() {
  std::size_t kept = 0;
  while (kept < kBatch) {
    std::uint8_t* const buffer = buffers_.data() + kept * (kLongestFrame + 1);
    const ssize_t length = read(device_.get(), buffer, kLongestFrame + 1);
    if (length <= 0) break;
    if (static_cast<std::size_t>(length) > kLongestFrame) {
      ++counts_.oversized;
      continue;
    }
    received_[kept++] = {{buffer, static_cast<std::size_t>(length)}, now()};
  }
  return std::span(received_).first(kept);
}

std::size_t TunEnd::send(std::span<const base::Bytes> frames) {
  std::size_t done = 0;
  for (const base::Bytes frame : frames) {
    if (write(device_.get(), frame.data(), frame.size()) < 0) {
      if (errno == EAGAIN || errno == EINTR) break;
      ++counts_.refused;
    }
    ++done;
  }
  return done;
}

bool lengthen_queue(const ifreq& device) {
  const sys::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::memcpy(request.ifr_name, device.ifr_name, IFNAMSIZ);
  request.ifr_qlen = kQueueLength;
  return socket && ioctl(socket.get(), SIOCSIFTXQLEN, &request) == 0;
}

}  // namespace

tl::expected<std::unique_ptr<End>, std::string> open_tun_end(const EndName& name) {
  const auto failed = [&](const char* call) {
    return tl::unexpected(name.interface + ": " + call + ": " +
                          std::generic_category().message(errno));
  };
  sys::UniqueFd device(open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (!device) return failed("open /dev/net/tun");
  const bool frames = name.kind == "tap";
  ifreq request{};
  name.interface.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_flags = static_cast<short>((frames ? IFF_TAP : IFF_TUN) | IFF_NO_PI);
  if (ioctl(device.get(), TUNSETIFF, &request) != 0) return failed("TUNSETIFF");
  if (!lengthen_queue(request)) return failed("SIOCSIFTXQLEN");
  return std::make_unique<TunEnd>(std::move(device),
                                  frames ? wire::LinkType::ethernet : wire::LinkType::raw_ip);
}

}  // namespace minato::lab
