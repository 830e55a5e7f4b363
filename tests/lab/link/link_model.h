// One direction of a link as a pure model: a frame and the time go in, its fate and the times of
// its arrival at the other end come out. In this order:
//
//   ICMP limit -> bottleneck with a tail-drop queue -> loss -> delay, jitter -> duplication
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "lab/ends/random.h"
#include "lab/ends/token_bucket.h"
#include "lab/link/link_shape.h"

namespace minato::lab {

struct LinkCounts {
  std::uint64_t received = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t delivered = 0;  ///< frames that leave, each copy counted
  std::uint64_t delivered_bytes = 0;
  std::uint64_t lost = 0;
  std::uint64_t tail_dropped = 0;
  std::uint64_t icmp_limited = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;
};

/// When the copies of one frame leave; no copy: it was dropped.
struct Verdict {
  std::array<std::chrono::nanoseconds, 2> release{};
  unsigned copies = 0;
};

/// Deterministic: the same seed and the same calls give the same answers. Not thread-safe.
class LinkModel {
 public:
  LinkModel(const LinkShape& shape, std::uint64_t seed);

  /// now: when the frame came in; must not run backwards. frame_bytes: from the link header on.
  Verdict admit(std::chrono::nanoseconds now, std::size_t frame_bytes, bool icmp_error);
  [[nodiscard]] const LinkCounts& counts() const { return counts_; }

 private:
  /// When the last bit has left the bottleneck; false when the queue is full.
  bool pass_bottleneck(std::chrono::nanoseconds now, std::size_t frame_bytes,
                       std::chrono::nanoseconds& departure);
  bool lose();

  LinkShape shape_;
  Random random_;
  TokenBucket icmp_;
  LinkCounts counts_{};
  double to_bad_ = 0;   ///< chance of a run of losses to begin
  double to_good_ = 1;  ///< chance of it to end
  bool bad_ = false;
  std::chrono::nanoseconds free_at_{0};  ///< when the bottleneck has sent all it holds
  std::chrono::nanoseconds last_release_{0};
};

}  // namespace minato::lab
