// The value that a probe carries so that its answer proves itself: a keyed hash over what is
// probed, so that nothing need be remembered and nobody who did not see the probe can forge an
// answer.
//
//   TCP   sequence and acknowledgment = hash:27 try:4 0     an answer acknowledges this, or 1 more
//   echo  identifier = hash:16, sequence number = hash:12 try:4
//   ports source port = first + (hash:8 try:4)              unless one source port is demanded
#pragma once

#include <cstdint>
#include <optional>

#include "model/ip_address.h"
#include "scan/siphash.h"

namespace minato::scan {

/// Our source ports: above the range that kernels take for their own connections.
struct SourcePorts {
  static constexpr std::uint16_t kCount = 4096;
  std::uint16_t first = 61440;
  /// One demanded port instead of the range (--source-port).
  std::optional<std::uint16_t> only{};

  [[nodiscard]] std::uint16_t lowest() const { return only.value_or(first); }
  [[nodiscard]] std::uint16_t highest() const {
    return only.value_or(static_cast<std::uint16_t>(first + (kCount - 1)));
  }
};

struct ProbeToken {
  std::uint32_t number = 0;
  std::uint16_t source_port = 0;

  bool operator==(const ProbeToken&) const = default;
};

/// The kind number that canaries hash with, so that their answers are told apart.
inline constexpr std::uint16_t kCanaryKind = 0xffff;

/// Thread-safe.
class TokenMaker {
 public:
  TokenMaker(const HashKey& key, const SourcePorts& ports) : key_(key), ports_(ports) {}

  /// What a probe carries. kind: index into the scan's kinds, or kCanaryKind.
  [[nodiscard]] ProbeToken make(const model::IpAddress& target, std::uint16_t port,
                                std::uint16_t kind, std::uint8_t try_number) const;

  /// What an answer carries back of the token.
  struct Echoed {
    std::optional<std::uint32_t> number{};       ///< nothing for UDP
    std::optional<std::uint16_t> source_port{};  ///< nothing for ICMP echo
  };
  /// Which try an answer is for, or AnswerEvent::kUnknownTry; nothing when no probe of ours would
  /// bring it.
  [[nodiscard]] std::optional<std::uint8_t> try_of(const model::IpAddress& target,
                                                   std::uint16_t port, std::uint16_t kind,
                                                   const Echoed& echoed) const;

  [[nodiscard]] const SourcePorts& ports() const { return ports_; }

 private:
  [[nodiscard]] std::uint64_t hash(const model::IpAddress& target, std::uint16_t port,
                                   std::uint16_t kind) const;

  HashKey key_;
  SourcePorts ports_;
};

}  // namespace minato::scan
