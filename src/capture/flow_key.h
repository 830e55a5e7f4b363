// What tells one conversation from all others: two addresses, two ports, and what carries them.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "model/endpoint.h"

namespace minato::capture {

/// What carries a conversation. The first four are ports' transports, in the order of
/// model::Transport.
enum class Carrier : std::uint8_t { tcp, udp, sctp, dccp, udp_lite };

[[nodiscard]] std::string_view to_text(Carrier carrier);
/// The transport whose port numbers these are: UDP-Lite shares those of UDP (RFC 3828).
[[nodiscard]] model::Transport transport_of(Carrier carrier);

/// One end: the address in 16 bytes (IPv4 in the first four) and the port.
struct FlowEnd {
  std::array<std::uint8_t, 16> address{};
  std::uint16_t port = 0;

  auto operator<=>(const FlowEnd&) const = default;
};

/// Which of the two ends sent: `forward` from `low` to `high`.
enum class Way : std::uint8_t { forward, backward };

[[nodiscard]] constexpr Way opposite(Way way) {
  return way == Way::forward ? Way::backward : Way::forward;
}

/// Both ways of a conversation have the same key: the smaller end comes first.
struct FlowKey {
  std::array<std::uint8_t, 16> low_address{};
  std::array<std::uint8_t, 16> high_address{};
  std::uint16_t low_port = 0;
  std::uint16_t high_port = 0;
  Carrier carrier = Carrier::tcp;
  model::Family family = model::Family::ipv4;
  std::array<std::uint8_t, 2> padding{};

  bool operator==(const FlowKey& other) const {
    return std::memcmp(this, &other, sizeof(FlowKey)) == 0;
  }

  [[nodiscard]] model::Endpoint low() const { return end(low_address, low_port); }
  [[nodiscard]] model::Endpoint high() const { return end(high_address, high_port); }
  /// seed: unknown to who sends packets, so that nobody can fill one bucket on purpose.
  [[nodiscard]] std::uint64_t hash(std::uint64_t seed) const;

 private:
  [[nodiscard]] model::Endpoint end(const std::array<std::uint8_t, 16>& address,
                                    std::uint16_t port) const;
};
static_assert(sizeof(FlowKey) == 40);

/// The key of a packet from `source` to `destination`, and which way it goes.
struct KeyedWay {
  FlowKey key{};
  Way way = Way::forward;
};
[[nodiscard]] KeyedWay key_of(Carrier carrier, model::Family family, const FlowEnd& source,
                              const FlowEnd& destination);

}  // namespace minato::capture
