// Reading, proving and judging answers.
#include "scan/answer_receiver.h"

#include <algorithm>

namespace minato::scan {
namespace {

void count(std::atomic<std::uint64_t>& counter) {
  // One writer: no need for an atomic addition.
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

AnswerEvent::Sort sort_of(const Answer& answer, const Verdict& verdict) {
  if (answer.reply.sort == Reply::Sort::icmp_error) return AnswerEvent::Sort::icmp;
  return verdict.state == model::PortState::open ? AnswerEvent::Sort::open
                                                 : AnswerEvent::Sort::other;
}

}  // namespace

AnswerReceiver::AnswerReceiver(const ProbeSpace& space, const TokenMaker& tokens,
                               ReceiverOptions options, SpscRing<AnswerRecord>& ring)
    : space_(space), tokens_(tokens), options_(std::move(options)), ring_(ring) {}

void AnswerReceiver::on_frame(const sys::ReceivedFrame& frame) {
  const bool verifiable = !frame.cut && !frame.checksum_pending;
  const auto answer =
      read_answer(options_.link, frame.bytes,
                  verifiable ? ChecksumTrust::verify : ChecksumTrust::skip, options_.scope);
  if (!answer) {
    switch (answer.error()) {
      case NoAnswer::malformed:
        count(counts_.malformed);
        return;
      case NoAnswer::bad_checksum:
        count(counts_.bad_checksum);
        return;
      case NoAnswer::unrelated:
        count(counts_.unrelated);
        return;
    }
  }
  const bool to_us = std::ranges::find(options_.own, answer->own) != options_.own.end();
  if (to_us && (take(*answer, frame.when) || take_canary(*answer, frame.when))) {
    count(counts_.answers);
  } else {
    count(counts_.foreign);
  }
}

bool AnswerReceiver::take(const Answer& answer, Instant when) {
  for (std::uint16_t kind = 0; kind < options_.kinds.size(); ++kind) {
    if (options_.kinds[kind]->shape == answer.shape && take_as(kind, answer, when)) return true;
  }
  return false;
}

bool AnswerReceiver::take_as(std::uint16_t kind, const Answer& answer, Instant when) {
  const ProbeKind& declared = *options_.kinds[kind];
  const auto verdict = declared.judge(answer.reply);
  if (!verdict) return false;
  std::uint8_t tried = AnswerEvent::kUnknownTry;
  if (declared.shape != ProbeShape::neighbor) {
    const auto proven = tokens_.try_of(answer.target, answer.port, kind, answer.echoed);
    if (!proven) return false;
    tried = *proven;
  }
  const auto position = space_.position_of(answer.target, kind, answer.port);
  if (!position) return false;
  AnswerRecord record;
  record.event = {*position, when, sort_of(answer, *verdict), tried};
  record.result = {.kind = &declared,
                   .address = answer.target,
                   .port = answer.port,
                   .state = verdict->state,
                   .reason = verdict->reason,
                   .responder = answer.responder,
                   .ttl = answer.ttl,
                   .stack = answer.stack};
  record.result.when = when;
  record.result.mac = answer.mac;
  push(record);
  return true;
}

bool AnswerReceiver::take_canary(const Answer& answer, Instant when) {
  const auto slot = space_.targets().slot_of(answer.target);
  if (!slot || answer.reply.sort == Reply::Sort::icmp_error) return false;
  const auto target = space_.targets().at(*slot);
  if (!target) return false;
  std::uint8_t number = AnswerEvent::kUnknownTry;
  if (answer.shape != ProbeShape::neighbor) {
    const auto proven = tokens_.try_of(answer.target, answer.port, kCanaryKind, answer.echoed);
    if (!proven) return false;
    number = *proven;
  }
  AnswerRecord record;
  record.event = {target->group, when, AnswerEvent::Sort::canary, number};
  push(record);
  return true;
}

void AnswerReceiver::push(const AnswerRecord& record) {
  // A lost record is like a lost packet: the probe is tried again.
  if (!ring_.push(record)) count(counts_.overflow);
}

}  // namespace minato::scan
