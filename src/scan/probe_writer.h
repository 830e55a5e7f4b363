// Turns a probe into a frame.
#pragma once

#include <span>
#include <vector>

#include "scan/canary.h"
#include "scan/lane.h"
#include "scan/probe_kind.h"
#include "scan/probe_source.h"
#include "scan/probe_token.h"
#include "scan/tcp_template.h"

namespace minato::scan {

/// How packets look beyond what their kind says.
struct PacketStyle {
  std::uint8_t ttl = 64;
  SynOffer offer = SynOffer::plain;
};

/// Thread-safe after construction. lanes must outlive the writer.
class ProbeWriter {
 public:
  ProbeWriter(std::span<const ProbeKind* const> kinds, std::span<const Lane> lanes,
              const TokenMaker& tokens, const PacketStyle& style);

  /// Writes one frame; room: at least 2048 bytes. canary: none for a probe of the scan. Returns its
  /// length. No allocation.
  [[nodiscard]] std::size_t write(const Probe& probe, std::uint8_t try_number, CanaryKind canary,
                                  std::span<std::uint8_t> room) const;

 private:
  [[nodiscard]] std::size_t write_datagram(const Probe& probe, const ProbeToken& token,
                                           std::span<std::uint8_t> room) const;
  [[nodiscard]] std::size_t write_echo(const Probe& probe, const ProbeToken& token,
                                       std::span<std::uint8_t> room) const;

  std::vector<const ProbeKind*> kinds_;
  std::span<const Lane> lanes_;
  TokenMaker tokens_;
  PacketStyle style_;
  std::vector<TcpTemplate> tcp_;  ///< kinds x lanes; those of other shapes are unused
};

/// Writes an ARP request or a neighbor solicitation: who has `target`? next_hop: broadcast (zero)
/// or the neighbor itself. Returns the frame's length.
[[nodiscard]] std::size_t write_neighbor_request(const Lane& lane, const model::IpAddress& target,
                                                 const wire::MacAddress& next_hop,
                                                 std::span<std::uint8_t> room);

}  // namespace minato::scan
