// Comparisons of sequence numbers are differences: they wrap around (RFC 9293 section 3.4).
#include "capture/tcp_tracker.h"

#include <algorithm>

#include "wire/tcp.h"

namespace minato::capture {
namespace {

/// A segment that fills a gap within a round-trip time was overtaken on its way: nobody can send it
/// again so soon. This time stands for a round-trip time that is not known.
constexpr std::int64_t kOvertakenNs = 3'000'000;

bool before(std::uint32_t left, std::uint32_t right) {
  return static_cast<std::int32_t>(left - right) < 0;
}

bool has(const Segment& segment, std::uint16_t flags) { return (segment.flags & flags) == flags; }

/// Numbers that a segment takes: its bytes, one for SYN, one for FIN.
std::uint32_t numbers_of(const Segment& segment) {
  return segment.length_bytes + (has(segment, wire::kTcpSyn) ? 1U : 0U) +
         (has(segment, wire::kTcpFin) ? 1U : 0U);
}

}  // namespace

std::optional<Way> TcpTracker::opener() const {
  return opened_ ? std::optional(opener_) : std::nullopt;
}

std::optional<std::int64_t> TcpTracker::handshake_ns() const {
  return handshake_ns_ >= 0 ? std::optional(handshake_ns_) : std::nullopt;
}

std::optional<std::uint32_t> TcpTracker::first_byte(Way way) const {
  const Side& sender = side(way);
  return sender.known ? std::optional(sender.first + 1) : std::nullopt;
}

bool TcpTracker::starts_anew(const Segment& segment) const {
  if (!started_ || !has(segment, wire::kTcpSyn) || has(segment, wire::kTcpAck)) return false;
  const Side& sender = side(segment.way);
  if (sender.synchronized) return segment.sequence != sender.first;
  return sender.known || phase_ == TcpPhase::closed || phase_ == TcpPhase::reset ||
         phase_ == TcpPhase::refused;
}

TcpNotes TcpTracker::take(const Segment& segment) {
  TcpNotes notes = 0;
  advance_phase(segment, notes);
  take_sequence(segment, notes);
  if (has(segment, wire::kTcpAck)) take_acknowledgment(segment, notes);
  started_ = true;
  return notes;
}

void TcpTracker::advance_phase(const Segment& segment, TcpNotes& notes) {
  Side& sender = side(segment.way);
  const Side& receiver = side(opposite(segment.way));
  const bool ack = has(segment, wire::kTcpAck);
  if (has(segment, wire::kTcpRst)) {
    const bool answers_syn = phase_ == TcpPhase::unanswered && opened_ && segment.way != opener_;
    if (phase_ != TcpPhase::closed || answers_syn) {
      phase_ = answers_syn ? TcpPhase::refused : TcpPhase::reset;
    }
    return;
  }
  if (has(segment, wire::kTcpSyn)) {
    if (!opened_) {
      opened_ = true;
      opener_ = ack ? opposite(segment.way) : segment.way;
      phase_ = ack ? TcpPhase::half_open : TcpPhase::unanswered;
      syn_ns_ = ack ? 0 : segment.time_ns;
    } else if (phase_ == TcpPhase::unanswered && segment.way != opener_) {
      phase_ = TcpPhase::half_open;
    }
    return;
  }
  if (phase_ == TcpPhase::half_open && ack && segment.way == opener_) {
    phase_ = TcpPhase::established;
    notes |= kHandshakeDone;
    if (syn_ns_ != 0 && segment.time_ns >= syn_ns_) handshake_ns_ = segment.time_ns - syn_ns_;
  }
  if (!has(segment, wire::kTcpFin)) return;
  sender.finished = true;
  if (phase_ == TcpPhase::reset || phase_ == TcpPhase::refused) return;
  phase_ = receiver.finished ? TcpPhase::closed : TcpPhase::closing;
}

bool TcpTracker::fills_hole(Side& sender, std::uint32_t from, std::uint32_t to) {
  for (Hole& hole : sender.holes) {
    if (hole.from == hole.to) continue;
    if (before(from, hole.from) || before(hole.to, to)) continue;
    // The hole shrinks from one end; a segment in its middle closes it up to there.
    if (to == hole.to && from != hole.from) {
      hole.to = from;
    } else {
      hole.from = to;
    }
    return true;
  }
  return false;
}

void TcpTracker::take_sequence(const Segment& segment, TcpNotes& notes) {
  Side& sender = side(segment.way);
  const std::uint32_t numbers = numbers_of(segment);
  const std::uint32_t end = segment.sequence + numbers;
  const bool syn = has(segment, wire::kTcpSyn);
  if (!sender.known) {
    // A reset's number is none of the sender's when it answers a SYN.
    if (has(segment, wire::kTcpRst)) return;
    sender.known = true;
    sender.synchronized = syn;
    sender.first = syn ? segment.sequence : segment.sequence - 1;
    sender.next = end;
    return;
  }
  if (numbers == 0 || has(segment, wire::kTcpRst)) return;
  // A keep-alive repeats the last byte, or none, that the other side has acknowledged already.
  if (segment.length_bytes <= 1 && !syn && !has(segment, wire::kTcpFin) &&
      segment.sequence + 1 == sender.next) {
    notes |= kKeepAlive;
    return;
  }
  if (!before(segment.sequence, sender.next)) {
    if (segment.sequence != sender.next) {
      notes |= kGapBefore;
      ++gaps_;
      gap_ns_ = segment.time_ns;
      sender.holes[1] = sender.holes[0];
      sender.holes[0] = {sender.next, segment.sequence};
    }
    sender.next = end;
    return;
  }
  const std::int64_t overtaken = handshake_ns_ >= 0 ? handshake_ns_ : kOvertakenNs;
  const bool fills = fills_hole(sender, segment.sequence, end);
  if (fills && segment.time_ns - gap_ns_ < overtaken) {
    notes |= kOutOfOrder;
    ++out_of_order_;
  } else {
    notes |= kRetransmission;
    ++retransmissions_;
  }
  if (before(sender.next, end)) sender.next = end;
}

void TcpTracker::take_acknowledgment(const Segment& segment, TcpNotes& notes) {
  Side& sender = side(segment.way);
  const bool closing = has(segment, wire::kTcpRst) || has(segment, wire::kTcpFin);
  const bool syn = has(segment, wire::kTcpSyn);
  if (segment.window == 0 && !closing && !syn) {
    notes |= kZeroWindow;
    ++zero_windows_;
  }
  const bool bare = numbers_of(segment) == 0 && !closing;
  if (bare && sender.acknowledging && segment.acknowledgment == sender.acknowledged) {
    const Side& receiver = side(opposite(segment.way));
    if (segment.window != sender.window) {
      notes |= kWindowUpdate;
    } else if (receiver.known && before(segment.acknowledgment, receiver.next) &&
               segment.window != 0) {
      notes |= kDuplicateAck;
      ++duplicate_acks_;
    }
  }
  if (!sender.acknowledging || before(sender.acknowledged, segment.acknowledgment)) {
    sender.acknowledged = segment.acknowledgment;
  }
  sender.acknowledging = true;
  sender.window = segment.window;
}

}  // namespace minato::capture
