// A TCP probe as bytes with holes: what changes from probe to probe is stamped in, and the
// checksums are completed from sums that were taken once.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "scan/lane.h"
#include "scan/probe_kind.h"
#include "scan/probe_token.h"
#include "wire/checksum.h"

namespace minato::scan {

/// What a SYN offers: the segment size alone, or every option that stacks answer in ways of their
/// own (-A).
enum class SynOffer : std::uint8_t { plain, everything };

/// Of one lane and one kind. Thread-safe after construction.
class TcpTemplate {
 public:
  /// ttl: hops that the probe may take.
  TcpTemplate(const Lane& lane, const ProbeKind& kind, std::uint8_t ttl,
              SynOffer offer = SynOffer::plain);

  /// Writes one probe; room: at least kMostBytes. Returns its length. No allocation.
  [[nodiscard]] std::size_t stamp(const wire::MacAddress& next_hop, const model::IpAddress& target,
                                  std::uint16_t port, const ProbeToken& token,
                                  std::span<std::uint8_t> room) const;

  static constexpr std::size_t kMostBytes = 96;

 private:
  std::array<std::uint8_t, kMostBytes> bytes_{};
  std::size_t length_ = 0;
  std::size_t network_at_ = 0;
  std::size_t transport_at_ = 0;
  bool is_v4_ = true;
  bool acknowledges_ = false;
  wire::ChecksumSum network_sum_;    ///< of the IPv4 header's constant words
  wire::ChecksumSum transport_sum_;  ///< of pseudo header and segment, their constant words
};

}  // namespace minato::scan
