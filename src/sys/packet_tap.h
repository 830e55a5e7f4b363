// Listening to every frame of an interface, or of all of them, both ways: a TPACKET_V3 ring of the
// kernel (packet(7)). Nothing is ever sent.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/error.h"

namespace minato::sys {

struct TapRequest {
  std::uint32_t interface_index = 0;  ///< 0: all interfaces, as Linux cooked frames
  std::string filter{};               ///< libpcap's language (pcap-filter(7)); "" for everything
  std::uint32_t snap_bytes = 262144;  ///< frames are cut to this
  std::size_t ring_bytes = std::size_t{16} << 20;
};

/// Valid only during the visit.
struct TappedFrame {
  base::Bytes bytes{};
  std::int64_t time_ns = 0;  ///< since 1970, as the kernel stamped it
  std::uint32_t original_bytes = 0;
  std::uint32_t interface_index = 0;
};

struct TapStats {
  std::uint64_t received = 0;
  std::uint64_t dropped = 0;  ///< the ring was full
};

/// One thread at a time; interrupt() from any.
class PacketTap {
 public:
  /// Errors: permission (CAP_NET_RAW), not found, input (the filter does not compile), local.
  [[nodiscard]] static base::Result<PacketTap> open(const TapRequest& request);
  PacketTap(PacketTap&&) noexcept;
  PacketTap& operator=(PacketTap&&) noexcept;
  ~PacketTap();

  /// Waits until frames are there, at most `timeout`; visits all that are. Returns their number.
  /// Errors: local (interface down).
  [[nodiscard]] base::Result<std::size_t> receive(
      std::chrono::milliseconds timeout, const std::function<void(const TappedFrame&)>& visit);
  /// Makes a receive() that waits, or the next one, return at once.
  void interrupt();
  [[nodiscard]] TapStats stats() const;
  /// LINKTYPE_ number of its frames.
  [[nodiscard]] std::uint16_t link_number() const;

 private:
  struct State;
  explicit PacketTap(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace minato::sys
