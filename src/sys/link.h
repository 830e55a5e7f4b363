// Sending and receiving whole frames: the narrow door between the scanner and a network interface.
// Behind it: rings of the kernel, raw sockets (loopback), memory (tests, dry runs).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/error.h"

namespace minato::sys {

/// How a frame begins: with an Ethernet header, or with the IP header (tun, loopback).
enum class Framing : std::uint8_t { ethernet, ip };

/// No frame may be longer.
inline constexpr std::size_t kMostFrameBytes = 2048;

struct SendStats {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t waits = 0;  ///< times the device took no more and had to be waited for
};

struct ReceiveStats {
  std::uint64_t frames = 0;
  std::uint64_t dropped = 0;  ///< answers that the kernel threw away: the ring was full
};

/// Fills frames in place and sends them in batches. One thread at a time.
/// Example: `auto room = sender.next_frame(); … write n bytes …; sender.commit(n); sender.flush();`
class FrameSender {
 public:
  virtual ~FrameSender() = default;
  /// Room for the next frame, kMostFrameBytes; empty when the batch is full: flush() then.
  [[nodiscard]] virtual std::span<std::uint8_t> next_frame() = 0;
  /// Takes the first `length_bytes` of what next_frame() gave into the batch.
  virtual void commit(std::size_t length_bytes) = 0;
  /// Hands the batch to the device and waits until it took all of it; a full batch may still be on
  /// its way with a helping thread, then an error comes with a later call. Errors: local (interface
  /// down), permission.
  [[nodiscard]] virtual base::Result<void> flush() = 0;
  [[nodiscard]] virtual SendStats stats() const = 0;
};

/// Valid only during the visit.
struct ReceivedFrame {
  base::Bytes bytes{};
  /// On the clock of base::Clock::monotonic(), as the kernel stamped it.
  std::chrono::nanoseconds when{};
  bool cut = false;  ///< longer on the wire than snap_bytes
  /// Sent from this machine and not yet summed up: the hardware would do it.
  bool checksum_pending = false;
};

class FrameVisitor {
 public:
  virtual ~FrameVisitor() = default;
  virtual void on_frame(const ReceivedFrame& frame) = 0;
};

/// One thread at a time; interrupt() from any.
class FrameReceiver {
 public:
  virtual ~FrameReceiver() = default;
  /// Waits until frames are there, at most `timeout`; visits all that are. Returns their number.
  /// Errors: local (interface down).
  [[nodiscard]] virtual base::Result<std::size_t> receive(std::chrono::nanoseconds timeout,
                                                          FrameVisitor& visitor) = 0;
  /// Makes a receive() that waits, or the next one, return at once.
  virtual void interrupt() = 0;
  [[nodiscard]] virtual ReceiveStats stats() const = 0;
};

/// An open interface. The sender and the receiver may be used by a thread each.
struct PacketLink {
  Framing framing = Framing::ethernet;
  std::array<std::uint8_t, 6> mac{};  ///< our own, for Ethernet framing
  std::unique_ptr<FrameSender> sender{};
  std::unique_ptr<FrameReceiver> receiver{};
};

/// Which frames are of interest: the kernel drops the others before they cost anything.
struct AnswerFilter {
  bool tcp = false;
  bool udp = false;
  bool icmp = false;  ///< ICMP and ICMPv6, thus NDP too
  bool arp = false;
  /// Destination ports of answers: our source ports.
  std::uint16_t first_port = 0;
  std::uint16_t last_port = 65535;
  std::uint32_t snap_bytes = 256;  ///< frames are cut to this
};

struct LinkRequest {
  std::uint32_t interface_index = 0;
  AnswerFilter filter{};
  /// Memory of the receive ring.
  std::size_t receive_ring_bytes = std::size_t{16} << 20;
};

/// Opens interfaces. Errors: permission (CAP_NET_RAW), not found, unsupported link types,
/// exhausted.
class LinkFactory {
 public:
  virtual ~LinkFactory() = default;
  [[nodiscard]] virtual base::Result<PacketLink> open(const LinkRequest& request) = 0;
};

}  // namespace minato::sys
