// IP packets that travelled in parts (RFC 791 section 3.2, RFC 8200 section 4.5), put together
// again with bounded memory. Overlaps are refused, as RFC 5722 asks for.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "model/ip_address.h"

namespace minato::capture {

/// What belongs together: addresses, identification and, of IPv4, the protocol. Of IPv6 the
/// protocol stays 0 here: parts may disagree, and the first one decides (RFC 8200 section 4.5).
struct FragmentKey {
  std::array<std::uint8_t, 16> source{};
  std::array<std::uint8_t, 16> destination{};
  std::uint32_t identification = 0;
  std::uint8_t protocol = 0;
  model::Family family = model::Family::ipv4;

  bool operator==(const FragmentKey&) const = default;
};

struct Fragment {
  FragmentKey key{};
  std::int64_t time_ns = 0;
  std::uint32_t offset_bytes = 0;
  bool more = false;
  std::uint8_t protocol = 0;  ///< as this part tells it
  base::Bytes bytes{};
};

/// The longest that an IP packet can be.
inline constexpr std::size_t kMostPacketBytes = 65535;
/// Packets that are put together at a time; the oldest goes when another comes.
inline constexpr std::size_t kMostOpenPackets = 128;

class Fragments {
 public:
  /// The protocol of the packet that take() gave last: what its first part told.
  [[nodiscard]] std::uint8_t protocol() const { return done_protocol_; }
  /// The whole payload when this part was the last that was missing. Valid until the next call.
  [[nodiscard]] std::optional<base::Bytes> take(const Fragment& fragment);

  [[nodiscard]] std::uint64_t completed() const { return completed_; }
  /// Given up: overlapping, too long, or too many at a time.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  /// Parts seen of packets that are not whole yet.
  [[nodiscard]] std::size_t open() const { return packets_.size(); }

 private:
  struct Range {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
  };
  struct OpenPacket {
    FragmentKey key{};
    std::int64_t last_ns = 0;
    std::optional<std::uint32_t> total{};
    std::uint8_t protocol = 0;  ///< of the first part
    bool spoilt = false;        ///< parts overlapped: whatever comes of it is dropped
    std::vector<Range> ranges{};
    std::vector<std::uint8_t> bytes{};
  };

  [[nodiscard]] OpenPacket& packet_of(const Fragment& fragment);
  [[nodiscard]] static bool add(OpenPacket& packet, const Fragment& fragment);
  [[nodiscard]] static bool whole(const OpenPacket& packet);

  std::vector<std::unique_ptr<OpenPacket>> packets_{};
  std::vector<std::uint8_t> done_{};
  std::uint8_t done_protocol_ = 0;
  std::uint64_t completed_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace minato::capture
