// The application: did it answer in its own protocol, and what else is there if not.
#include <fmt/core.h>

#include <cerrno>

#include "check/judge_parts.h"
#include "check/protocol_guess.h"

namespace minato::check {
namespace {

using sys::DialOutcome;

bool is_udp(const CheckResult& result) {
  return result.target.port.transport == model::Transport::udp;
}

/// How the connection ended without an answer that could be understood.
Cause cause_of_end(const CheckResult& result) {
  const talk::TalkReport& talk = result.talk;
  const bool said_nothing = talk.received_bytes == 0 || talk.moments.first_bytes.count() == 0;
  if (!talk.end) return Cause::malformed_answer;
  switch (talk.end->outcome) {
    case DialOutcome::timed_out:
      if (result.works_with_segments) return Cause::mtu_black_hole;
      if (!said_nothing) return Cause::too_slow;
      return is_udp(result) ? Cause::no_udp_answer : Cause::silent;
    case DialOutcome::too_much:
      return Cause::too_much_data;
    case DialOutcome::refused:
      return Cause::port_closed_udp;
    case DialOutcome::reset:
      return result.reset_origin && result.reset_origin->on_the_way() ? Cause::reset_on_the_way
                                                                      : Cause::reset_after_accept;
    case DialOutcome::failed:
      // UDP: the packet filter of this machine does not let the datagram out.
      if (talk.end->errno_value == EPERM) return Cause::local_firewall;
      return said_nothing ? Cause::closed_without_word : Cause::malformed_answer;
    case DialOutcome::unreachable:
      return Cause::unreachable;
    default:
      return said_nothing ? Cause::closed_without_word : Cause::malformed_answer;
  }
}

bool is_other_protocol(const CheckResult& result) {
  const std::string_view guess = guess_protocol(result.talk.first_received);
  return !guess.empty() && result.target.wrapping == talk::Wrapping::plain &&
         (result.target.protocol == nullptr || guess != result.target.protocol->name);
}

Cause cause_of_talk(const CheckResult& result) {
  const talk::TalkReport& talk = result.talk;
  const bool http = result.target.protocol != nullptr && result.target.protocol->name == "http";
  const bool plain = result.target.wrapping == talk::Wrapping::plain;
  if (http && plain && wants_tls(talk.first_received)) return Cause::tls_there;
  if (!talk.finished) {
    if (plain && guess_protocol(talk.first_received) == "tls") return Cause::tls_there;
    if (result.second_look && result.second_look->speaks == "tls" && plain) {
      return Cause::tls_there;
    }
    if (is_other_protocol(result)) return Cause::other_protocol;
    if (result.second_look && !result.second_look->speaks.empty()) return Cause::other_protocol;
    if (talk.malformed && talk.end && talk.end->outcome == DialOutcome::closed &&
        talk.received_bytes == 0) {
      return Cause::closed_without_word;
    }
    return cause_of_end(result);
  }
  return http ? cause_of_web_answer(result) : Cause::none;
}

void add_evidence(const CheckResult& result, Stage& stage) {
  const talk::TalkReport& talk = result.talk;
  if (talk.malformed && stage.outcome == StageOutcome::failed && talk.received_bytes > 0) {
    stage.evidence.push_back(
        {"check.evidence.rule",
         {std::string(talk.malformed->rule), fmt::format("{}", talk.malformed->offset)}});
  }
  if (stage.outcome == StageOutcome::failed) {
    if (talk.first_received.empty()) {
      stage.evidence.push_back({"check.evidence.no-bytes", {milliseconds_text(stage.duration)}});
    } else if (result.target.wrapping == talk::Wrapping::plain) {
      stage.evidence.push_back({"check.evidence.first-bytes", {talk.first_received.substr(0, 80)}});
    }
  }
  if (talk.facts.has("http.via")) {
    stage.evidence.push_back({"check.evidence.via", {std::string(talk.facts.text("http.via"))}});
  }
  if (stage.cause == Cause::captive_portal && talk.facts.has("http.location")) {
    stage.evidence.push_back(
        {"check.evidence.location", {std::string(talk.facts.text("http.location"))}});
  }
  add_origin_evidence(result, stage);
  if (stage.cause == Cause::mtu_black_hole) add_segment_evidence(result, stage);
  if (result.second_look && !result.second_look->speaks.empty()) {
    stage.evidence.push_back(
        {"check.evidence.second-look", {result.second_look->speaks, result.second_look->words}});
  }
}

}  // namespace

void add_segment_evidence(const CheckResult& result, Stage& stage) {
  stage.evidence.push_back({"check.evidence.small-segments",
                            {fmt::format("{}", result.works_with_segments.value_or(0))}});
  const auto& measure = result.talk.measure;
  if (measure && measure->out_of_order > 0) {
    stage.evidence.push_back(
        {"check.evidence.out-of-order", {fmt::format("{}", measure->out_of_order)}});
  }
  if (measure && measure->retransmissions > 0) {
    stage.evidence.push_back(
        {"check.evidence.retransmissions", {fmt::format("{}", measure->retransmissions)}});
  }
}

void judge_application(CheckResult& result) {
  Stage& stage = result.stage(StageKind::application);
  const talk::TalkMoments& moments = result.talk.moments;
  const auto begun = moments.secured.count() != 0 ? moments.secured : moments.connected;
  if (begun.count() == 0) return;
  stage.begun = begun - result.begun;
  stage.duration = moments.ended - begun;
  stage.cause = cause_of_talk(result);
  stage.outcome = stage.cause == Cause::none ? StageOutcome::ok : StageOutcome::failed;
  add_evidence(result, stage);
}

}  // namespace minato::check
