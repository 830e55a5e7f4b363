// A firewall that answers in a host's name rarely imitates the host's distance.
#include "check/reset_origin.h"

#include <fmt/core.h>

#include <algorithm>

namespace minato::check {

unsigned routers_passed(std::uint8_t hops_left) {
  const unsigned initial = hops_left <= 64 ? 64 : hops_left <= 128 ? 128 : 255;
  return initial - hops_left;
}

std::optional<ResetOrigin> origin_of_reset(const std::vector<sys::ArrivedSegment>& segments,
                                           std::uint16_t port,
                                           std::optional<std::uint8_t> icmp_hops_left) {
  const auto reset = std::ranges::find_if(segments, [&](const sys::ArrivedSegment& segment) {
    return segment.rst && segment.from_port == port;
  });
  if (reset == segments.end()) return std::nullopt;
  ResetOrigin origin{.reset_routers = routers_passed(reset->hops_left)};
  const auto compare = [&](unsigned routers, std::string answer) {
    if (!origin.host_answer.empty() && routers <= origin.host_routers) return;
    origin.host_routers = routers;
    origin.host_answer = std::move(answer);
  };
  for (const sys::ArrivedSegment& segment : segments) {
    // A port that was torn down after it had been opened: its own opening counts.
    if (segment.from_port == port && segment.rst) continue;
    compare(routers_passed(segment.hops_left), fmt::format("{}/tcp", segment.from_port));
  }
  if (icmp_hops_left) compare(routers_passed(*icmp_hops_left), "ICMP");
  if (origin.host_answer.empty()) return std::nullopt;
  return origin;
}

}  // namespace minato::check
