// The lab's own reference scanner: SYNs at a constant rate, every port again and again for a number
// of rounds until it answers. No cleverness: it proves the lab, and shows what a wire can carry.
#pragma once

#include <bitset>
#include <cstdio>
#include <string>
#include <vector>

#include "lab/ends/end.h"
#include "model/ip_address.h"
#include "model/port_state.h"
#include "wire/mac_address.h"
#include "wire/packet.h"

namespace minato::lab {

struct ProbeOptions {
  std::string on;  ///< an end
  model::IpAddress source{};
  wire::MacAddress gateway{};  ///< where every frame goes
  model::Prefix targets{};
  std::bitset<65536> ports{};
  std::uint64_t pps = 20'000;
  unsigned rounds = 3;
  std::chrono::milliseconds wait{300};  ///< of silence that ends a round
};

/// Addresses times ports, at most.
inline constexpr std::uint64_t kMostProbes = 1U << 24;

class ReferenceProbe {
 public:
  /// The end must outlive the probe. options.targets times options.ports: at most kMostProbes.
  ReferenceProbe(const ProbeOptions& options, End& end);

  void run();
  /// One observation of the contract's JSON for every port.
  void print(std::FILE* out) const;

 private:
  struct Found {
    bool answered = false;
    model::PortState state = model::PortState::filtered;
    model::Reason reason = model::Reason::no_response;
  };

  void send_round();
  /// Until nothing was heard for so long.
  void listen(std::chrono::nanoseconds quiet);
  void take(base::Bytes frame);
  void take_tcp(const wire::Packet& packet, const wire::TcpHeader& segment);
  void take_error(const wire::Packet& packet, const wire::IcmpHeader& message);
  /// Nothing when it is no probe of ours.
  [[nodiscard]] Found* found_at(const model::IpAddress& address, std::uint16_t port);
  std::size_t write_probe(std::size_t index, std::span<std::uint8_t> buffer) const;
  [[nodiscard]] model::IpAddress address_at(std::uint64_t offset) const;
  [[nodiscard]] std::uint32_t sequence_of(const model::IpAddress& address,
                                          std::uint16_t port) const;

  const ProbeOptions& options_;
  End& end_;
  std::vector<std::uint16_t> ports_;
  std::vector<std::uint32_t> place_of_port_;
  std::vector<Found> found_;  ///< [address * ports + port]
};

}  // namespace minato::lab
