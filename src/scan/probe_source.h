// Where the sender gets its probes from: the position of a probe is its place in the order of
// sending, the same in every run with the same seed.
#pragma once

#include <cstdint>
#include <optional>

#include "model/ip_address.h"
#include "scan/probe_window.h"
#include "wire/mac_address.h"

namespace minato::scan {

/// One thing to send.
struct Probe {
  model::IpAddress address{};
  std::uint16_t port = 0;    ///< 0 for kinds without ports
  std::uint16_t kind = 0;    ///< index into the scan's kinds
  std::uint32_t group = 0;   ///< whose rate it counts for
  std::uint64_t target = 0;  ///< slot of the address among the targets
  std::uint16_t lane = 0;    ///< the way out
  wire::MacAddress next_hop{};
};

class ProbeSource {
 public:
  virtual ~ProbeSource() = default;
  /// Number of positions of this scan, or of this shard of it.
  [[nodiscard]] virtual Position positions() const = 0;
  /// The probe at a position, position < positions(); nothing for slots that are excluded, and for
  /// targets that finish_target() named.
  [[nodiscard]] virtual std::optional<Probe> probe_at(Position position) const = 0;
  /// No more probes for this one's target: one answer was enough (host discovery).
  virtual void finish_target(const Probe& probe) = 0;
  /// Number of target groups; Probe::group is below it.
  [[nodiscard]] virtual std::uint32_t groups() const = 0;
};

}  // namespace minato::scan
