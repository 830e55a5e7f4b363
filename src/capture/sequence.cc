// The handshake, the end, and everything unusual are steps of their own.
#include "capture/sequence.h"

#include "wire/tcp.h"

namespace minato::capture {
namespace {

constexpr std::uint16_t kSpecial = wire::kTcpSyn | wire::kTcpFin | wire::kTcpRst;
constexpr TcpNotes kUnusual = kRetransmission | kOutOfOrder | kGapBefore | kZeroWindow |
                              kWindowUpdate | kKeepAlive | kHandshakeDone | kDuplicateAck;

bool is_bare_acknowledgment(const Step& step, Carrier carrier) {
  return carrier == Carrier::tcp && step.length_bytes == 0 && (step.flags & kSpecial) == 0 &&
         (step.notes & kUnusual) == 0;
}

}  // namespace

bool Sequence::joins(const Step& step) const {
  if (steps_.empty()) return false;
  const Step& last = steps_.back();
  const bool plain = (step.flags & kSpecial) == 0 && (last.flags & kSpecial) == 0 &&
                     (step.notes & kUnusual) == 0 && (last.notes & kUnusual) == 0;
  if (!plain || step.way != last.way || step.length_bytes == 0) return false;
  // Encrypted data says nothing anew; other messages do.
  const bool silent = !step.message || step.message->kind == MessageKind::tls_data;
  const bool same = step.message && last.message && step.message->kind == last.message->kind;
  return silent && (!step.message || same);
}

void Sequence::add(const FrameReport& report, std::int64_t time_ns,
                   const Conversation& conversation) {
  const Carrier carrier = conversation.key.carrier;
  Step step{.number = report.number,
            .time_ns = time_ns,
            .way = report.way,
            .flags = report.flags,
            .notes = report.notes,
            .length_bytes = report.length_bytes};
  if (is_bare_acknowledgment(step, carrier)) {
    ++acknowledgments_;
    return;
  }
  step.message = message_of(
      {.server_port = conversation.server_port(), .from_client = report.way == conversation.client},
      carrier == Carrier::tcp ? Delivery::stream : Delivery::datagram, report.payload);
  if (joins(step)) {
    Step& last = steps_.back();
    ++last.packets;
    last.length_bytes += step.length_bytes;
    return;
  }
  if (steps_.size() == kMostSteps) {
    ++left_out_;
    return;
  }
  steps_.push_back(std::move(step));
}

}  // namespace minato::capture
