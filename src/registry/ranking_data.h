// The table that tools/embed_ranking.py writes at build time. Only ranking.cc includes this.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minato::registry::data {

/// Ports that are ranked; all others follow in ascending order.
inline constexpr std::size_t kRankedCount = 8192;

extern const std::uint16_t kRankedTcp[kRankedCount];
extern const std::uint16_t kRankedUdp[kRankedCount];

}  // namespace minato::registry::data
