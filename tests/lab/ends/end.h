// One end of a lab cable, in any network namespace: a packet socket on an existing interface, or a
// TUN or TAP device that lives as long as the End.
//
//   end = ("packet" / "tun" / "tap") ":" interface [ "@" namespace ]
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/bytes.h"
#include "wire/link_type.h"

namespace minato::lab {

/// Frames taken or given at once.
inline constexpr std::size_t kBatch = 256;

struct Received {
  base::Bytes bytes{};
  std::chrono::nanoseconds arrival{0};  ///< on now()'s scale
};

/// What the end itself lost or could not use.
struct EndCounts {
  std::uint64_t dropped_by_kernel = 0;  ///< the receive buffer was full
  std::uint64_t oversized = 0;          ///< longer than kLongestFrame: segmentation was left on
  std::uint64_t unfinished = 0;         ///< its sender left the checksum to the hardware
  std::uint64_t refused = 0;            ///< the kernel did not take it
};

/// CLOCK_MONOTONIC.
[[nodiscard]] std::chrono::nanoseconds now();

/// Non-blocking. Not thread-safe.
class End {
 public:
  virtual ~End() = default;
  /// Readable when frames wait.
  [[nodiscard]] virtual int descriptor() const = 0;
  [[nodiscard]] virtual wire::LinkType link_type() const = 0;
  /// Up to kBatch frames; they stay valid until the next call. Empty: none wait.
  [[nodiscard]] virtual std::span<const Received> receive() = 0;
  /// Sends in order; returns how many were taken or refused for good. Fewer than given: the kernel
  /// is full for now.
  [[nodiscard]] virtual std::size_t send(std::span<const base::Bytes> frames) = 0;
  [[nodiscard]] virtual EndCounts counts() = 0;
};

/// buffer_bytes: how much the kernel may hold for us. Needs CAP_NET_ADMIN and CAP_NET_RAW.
[[nodiscard]] tl::expected<std::unique_ptr<End>, std::string> open_end(std::string_view text,
                                                                       std::size_t buffer_bytes);

/// `end`, taken apart.
struct EndName {
  std::string kind;
  std::string interface;
  std::string network_namespace;  ///< empty: our own
};
[[nodiscard]] tl::expected<EndName, std::string> parse_end_name(std::string_view text);

/// Made by open_end, inside the right namespace.
[[nodiscard]] tl::expected<std::unique_ptr<End>, std::string> open_packet_end(
    const std::string& interface, std::size_t buffer_bytes);
[[nodiscard]] tl::expected<std::unique_ptr<End>, std::string> open_tun_end(const EndName& name);

}  // namespace minato::lab
