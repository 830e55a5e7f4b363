// Probes of known answer, sent now and then to learn how the path does where the targets are
// silent.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "scan/instant.h"
#include "scan/probe_source.h"

namespace minato::scan {

/// Later ones tell more.
enum class CanaryKind : std::uint8_t {
  none,
  neighbor,     ///< ARP or NDP to a target on the link
  echo,         ///< ICMP echo
  closed_port,  ///< the probe that a port refused, again
  open_port,    ///< the probe that found an open port, again
};

/// Canaries are numbered modulo this.
inline constexpr std::uint8_t kCanaryNumbers = 16;

/// What a canary of a target group is.
struct Canary {
  CanaryKind kind = CanaryKind::none;
  /// Address, port and way; the kind for open_port.
  Probe probe{};
};

/// The canaries under way of one group. Sending thread only.
class CanaryFlight {
 public:
  [[nodiscard]] const Canary& canary() const { return canary_; }
  void change(const Canary& canary) {
    canary_ = canary;
    sent_at_.fill(Instant{});
  }
  /// Enough time has passed since the last one.
  [[nodiscard]] bool may_send(Instant now, Duration rtt) const;
  struct Sent {
    std::uint8_t number = 0;
    bool one_was_lost = false;  ///< the last one of this number was never answered
  };
  /// Counts one as sent.
  Sent on_sent(Instant now);
  /// When the canary of this number was sent; nothing when it was answered already.
  std::optional<Instant> on_answer(std::uint8_t number);

 private:
  Canary canary_;
  std::array<Instant, kCanaryNumbers> sent_at_{};
  Instant last_{};
  std::uint8_t next_ = 0;
};

}  // namespace minato::scan
