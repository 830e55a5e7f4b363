// The life of one TCP conversation, seen from beside the wire (RFC 9293): handshake, what was sent
// twice, what came late, windows that closed, how it ended.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/flow_key.h"

namespace minato::capture {

/// What one segment was, beyond its flags: bits of TcpNotes.
using TcpNotes = std::uint16_t;
inline constexpr TcpNotes kRetransmission = 0x001;
inline constexpr TcpNotes kOutOfOrder = 0x002;  ///< filled a gap soon after it appeared
inline constexpr TcpNotes kGapBefore = 0x004;   ///< bytes before it were not captured
inline constexpr TcpNotes kDuplicateAck = 0x008;
inline constexpr TcpNotes kZeroWindow = 0x010;
inline constexpr TcpNotes kWindowUpdate = 0x020;
inline constexpr TcpNotes kKeepAlive = 0x040;
inline constexpr TcpNotes kHandshakeDone = 0x080;
inline constexpr TcpNotes kNewConversation = 0x100;  ///< the same ports began anew

enum class TcpPhase : std::uint8_t {
  unanswered,   ///< a SYN, and nothing came back
  half_open,    ///< SYN and SYN-ACK, the last step is missing
  established,  ///< by handshake, or seen in the middle
  closing,      ///< one side has finished
  closed,       ///< both have finished
  refused,      ///< a reset answered the SYN
  reset,        ///< broken off
};

/// One segment, as far as the tracker needs it.
struct Segment {
  std::int64_t time_ns = 0;
  Way way = Way::forward;
  std::uint16_t flags = 0;  ///< as in wire/tcp.h
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint16_t window = 0;
  std::uint32_t length_bytes = 0;  ///< of the payload on the wire
};

/// No allocation.
class TcpTracker {
 public:
  /// Whether the segment begins another conversation between the same ports: a SYN with another
  /// first number than the one known.
  [[nodiscard]] bool starts_anew(const Segment& segment) const;
  /// What the segment was.
  TcpNotes take(const Segment& segment);

  [[nodiscard]] TcpPhase phase() const { return phase_; }
  /// Who opened it, when that was seen.
  [[nodiscard]] std::optional<Way> opener() const;
  /// From the SYN to the last step of the handshake; nothing unless all three were seen.
  [[nodiscard]] std::optional<std::int64_t> handshake_ns() const;
  /// The number of the first payload byte of a side, once known.
  [[nodiscard]] std::optional<std::uint32_t> first_byte(Way way) const;
  [[nodiscard]] std::uint32_t retransmissions() const { return retransmissions_; }
  [[nodiscard]] std::uint32_t out_of_order() const { return out_of_order_; }
  [[nodiscard]] std::uint32_t zero_windows() const { return zero_windows_; }
  [[nodiscard]] std::uint32_t duplicate_acks() const { return duplicate_acks_; }
  [[nodiscard]] std::uint32_t gaps() const { return gaps_; }

 private:
  struct Hole {
    std::uint32_t from = 0;
    std::uint32_t to = 0;  ///< equal to `from`: no hole
  };
  struct Side {
    std::uint32_t first = 0;  ///< number of the SYN, or one before the first byte seen
    std::uint32_t next = 0;   ///< one behind the highest byte sent
    std::uint32_t acknowledged = 0;
    std::array<Hole, 2> holes{};  ///< the newest gaps in what was sent
    std::uint16_t window = 0;
    bool known = false;
    bool synchronized = false;  ///< its SYN was seen
    bool finished = false;
    bool acknowledging = false;
  };

  [[nodiscard]] Side& side(Way way) { return sides_[static_cast<std::size_t>(way)]; }
  [[nodiscard]] const Side& side(Way way) const { return sides_[static_cast<std::size_t>(way)]; }
  void advance_phase(const Segment& segment, TcpNotes& notes);
  void take_sequence(const Segment& segment, TcpNotes& notes);
  void take_acknowledgment(const Segment& segment, TcpNotes& notes);
  [[nodiscard]] bool fills_hole(Side& sender, std::uint32_t from, std::uint32_t to);

  std::array<Side, 2> sides_{};
  std::int64_t syn_ns_ = 0;
  std::int64_t handshake_ns_ = -1;
  std::int64_t gap_ns_ = 0;  ///< when the newest hole appeared
  std::uint32_t retransmissions_ = 0;
  std::uint32_t out_of_order_ = 0;
  std::uint32_t zero_windows_ = 0;
  std::uint32_t duplicate_acks_ = 0;
  std::uint32_t gaps_ = 0;
  TcpPhase phase_ = TcpPhase::established;
  bool started_ = false;
  bool opened_ = false;
  Way opener_ = Way::forward;
};

}  // namespace minato::capture
