// What one direction of a link does to frames, as typed:
//
//   shape = item *( "," item )      item = name "=" value
//   delay=25ms jitter=2ms loss=1% burst=4 duplicate=0.5% reorder=1% reorder-by=5ms
//   rate=10mbit buffer=30kB overhead=24 icmp-rate=1000 icmp-burst=50
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace minato::lab {

struct LinkShape {
  std::chrono::nanoseconds delay{0};   ///< one way, after the bottleneck
  std::chrono::nanoseconds jitter{0};  ///< uniform in [0, jitter], keeps the order
  double loss = 0;                     ///< share of frames lost behind the bottleneck
  double loss_burst = 1;               ///< mean length of a run of losses; 1: independent
  double duplicate = 0;                ///< share of frames that arrive twice
  double reorder = 0;                  ///< share of frames that later ones overtake
  std::chrono::nanoseconds reorder_by{std::chrono::milliseconds{1}};  ///< how much these wait
  std::uint64_t rate_bps = 0;        ///< bottleneck in bits a second, 0: none
  std::uint64_t buffer_bytes = 0;    ///< the bottleneck's queue; a frame that does not fit drops
  std::uint64_t overhead_bytes = 0;  ///< counted on top of each frame at the bottleneck
  double icmp_rate = 0;              ///< ICMP errors a second that pass, 0: all
  double icmp_burst = 1;

  bool operator==(const LinkShape&) const = default;
};

/// What a rate without a buffer gets: a common small router queue.
inline constexpr std::uint64_t kDefaultBufferBytes = 32'768;

/// An empty text changes nothing. The error names the item that is wrong.
[[nodiscard]] tl::expected<LinkShape, std::string> parse_link_shape(std::string_view text);

}  // namespace minato::lab
