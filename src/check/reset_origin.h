// Who sent a RST: the host itself, or somebody on the way in its name. Told apart by the routers
// that the RST passed and those that other answers of the host passed (TTL, hop limit).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sys/tcp_arrivals.h"

namespace minato::check {

struct ResetOrigin {
  unsigned reset_routers = 0;  ///< that the RST passed on its way here
  unsigned host_routers = 0;   ///< the most that another answer of the same address passed
  std::string host_answer{};   ///< which one: "443/tcp", "ICMP"

  /// The RST comes from nearer than the host is.
  [[nodiscard]] bool on_the_way() const { return reset_routers < host_routers; }
  bool operator==(const ResetOrigin&) const = default;
};

/// Routers passed, judged by what is left of the initial values in use: 64, 128, 255.
[[nodiscard]] unsigned routers_passed(std::uint8_t hops_left);

/// port: whose RST is in question; icmp_hops_left: of an ICMP error that the host itself sent.
/// Nothing when there is no RST or nothing to compare it with.
[[nodiscard]] std::optional<ResetOrigin> origin_of_reset(
    const std::vector<sys::ArrivedSegment>& segments, std::uint16_t port,
    std::optional<std::uint8_t> icmp_hops_left);

}  // namespace minato::check
