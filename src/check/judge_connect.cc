// Connecting: who refused, and how.
#include <fmt/core.h>

#include <cerrno>

#include "check/judge.h"
#include "check/judge_parts.h"

namespace minato::check {
namespace {

using sys::DialOutcome;

/// ICMP codes that only a packet filter sends (RFC 792, RFC 1812 section 5.2.7.1; RFC 4443 section
/// 3.1). A closed TCP port answers with RST, so "port unreachable" is one of them too.
bool only_filters_say(const sys::IcmpNotice& icmp) {
  if (icmp.from.is_v4()) {
    return icmp.type == 3 && (icmp.code == 2 || icmp.code == 3 || icmp.code == 9 ||
                              icmp.code == 10 || icmp.code == 13);
  }
  return icmp.type == 1 && (icmp.code == 1 || icmp.code == 4 || icmp.code == 5 || icmp.code == 6);
}

bool time_exceeded(const sys::IcmpNotice& icmp) {
  return icmp.from.is_v4() ? icmp.type == 11 : icmp.type == 3;
}

Cause cause_of_icmp(const Attempt& attempt, const sys::IcmpNotice& icmp) {
  const bool from_here = icmp.from == attempt.local.address && icmp.from != attempt.to.address;
  if (time_exceeded(icmp)) return Cause::routing_loop;
  if (only_filters_say(icmp)) {
    return from_here ? Cause::local_firewall : Cause::rejected_by_firewall;
  }
  // The kernel itself says "host unreachable" when a neighbour does not answer ARP or NDP.
  return from_here ? Cause::host_down : Cause::unreachable;
}

Cause cause_of_errno(const sys::DialEnd& end) {
  if (end.call == "bind") {
    return end.errno_value == EADDRINUSE ? Cause::source_taken
           : end.errno_value == EACCES   ? Cause::not_permitted
                                         : Cause::source_not_here;
  }
  if (end.call.find("SO_BINDTODEVICE") != std::string::npos) {
    return end.errno_value == EPERM ? Cause::not_permitted : Cause::interface_missing;
  }
  switch (end.errno_value) {
    case EADDRNOTAVAIL:
      return Cause::ports_exhausted;
    case EACCES:
    case EPERM:
      return Cause::local_firewall;
    case EMFILE:
    case ENFILE:
      return Cause::no_descriptors;
    case EAFNOSUPPORT:
    case EINVAL:  // a blackhole route
      return Cause::no_route;
    default:
      return Cause::system_failed;
  }
}

/// How much an attempt tells: a clear answer of the other side most.
int weight_of(Cause cause) {
  switch (cause) {
    case Cause::refused:
    case Cause::reset_after_accept:
      return 9;
    case Cause::rejected_by_firewall:
      return 8;
    case Cause::local_firewall:
      return 7;
    case Cause::dropped:
      return 6;
    case Cause::host_down:
      return 5;
    case Cause::unreachable:
    case Cause::routing_loop:
      return 4;
    case Cause::no_route:
      return 2;
    case Cause::none:
      return 0;
    default:
      return 3;
  }
}

}  // namespace

Cause cause_of(const Attempt& attempt) {
  if (!attempt.end) return Cause::none;
  const sys::DialEnd& end = *attempt.end;
  if (end.icmp && attempt.to.port.transport == model::Transport::tcp) {
    return cause_of_icmp(attempt, *end.icmp);
  }
  switch (end.outcome) {
    case DialOutcome::refused:
      return Cause::refused;
    case DialOutcome::unreachable:
      return end.errno_value == EHOSTUNREACH ? Cause::host_down : Cause::no_route;
    case DialOutcome::timed_out:
      return Cause::dropped;
    case DialOutcome::reset:
      return Cause::reset_after_accept;
    case DialOutcome::failed:
      return cause_of_errno(end);
    default:
      return Cause::none;
  }
}

Evidence evidence_of(const Attempt& attempt) {
  const std::string to = model::to_text(attempt.to);
  const std::string after = milliseconds_text(attempt.ended - attempt.begun);
  if (attempt.won) {
    return {"check.evidence.connected", {to, model::to_text(attempt.local), after}};
  }
  if (attempt.overtaken) return {"check.evidence.overtaken", {to, after}};
  const sys::DialEnd& end = *attempt.end;
  if (end.icmp) {
    return {"check.evidence.icmp",
            {to, model::to_text(end.icmp->from), fmt::format("{}", end.icmp->type),
             fmt::format("{}", end.icmp->code), after}};
  }
  switch (end.outcome) {
    case DialOutcome::refused:
    case DialOutcome::reset:
      return {"check.evidence.rst", {to, after}};
    case DialOutcome::timed_out: {
      const unsigned again = attempt.measure ? attempt.measure->retransmissions : 0;
      return {"check.evidence.no-answer", {to, after, fmt::format("{}", again + 1)}};
    }
    case DialOutcome::unreachable:
      return {"check.evidence.unreachable", {to, after}};
    default:
      return {"check.evidence.system",
              {to, end.call,
               base::to_text(base::system_error(end.call, end.errno_value), base::Language::en)}};
  }
}

void add_origin_evidence(const CheckResult& result, Stage& stage) {
  if (result.origin_unseen) stage.evidence.push_back({"check.evidence.origin-unseen"});
  if (!result.reset_origin) return;
  const ResetOrigin& origin = *result.reset_origin;
  const char* const key =
      origin.on_the_way() ? "check.evidence.origin-nearer" : "check.evidence.origin-same";
  stage.evidence.push_back({key,
                            {fmt::format("{}", origin.reset_routers),
                             fmt::format("{}", origin.host_routers), origin.host_answer}});
}

void judge_connect(CheckResult& result) {
  Stage& stage = result.stage(StageKind::connect);
  if (result.attempts.empty()) return;
  stage.begun = result.attempts.front().begun - result.begun;
  std::chrono::nanoseconds ended{};
  int heaviest = 0;
  for (const Attempt& attempt : result.attempts) {
    ended = std::max(ended, attempt.ended);
    stage.evidence.push_back(evidence_of(attempt));
    const Cause cause = cause_of(attempt);
    if (weight_of(cause) > heaviest) {
      heaviest = weight_of(cause);
      stage.cause = cause;
    }
  }
  stage.duration = ended - result.attempts.front().begun;
  stage.outcome = StageOutcome::failed;
  if (stage.cause == Cause::refused) {
    add_origin_evidence(result, stage);
    if (result.reset_origin && result.reset_origin->on_the_way()) {
      stage.cause = Cause::reset_by_firewall;
    }
  }
  if (const Attempt* const winner = result.winner()) {
    stage.outcome = StageOutcome::ok;
    stage.cause = Cause::none;
    stage.duration = winner->ended - result.attempts.front().begun;
    if (!result.via.empty()) {
      stage.evidence.push_back({"check.evidence.proxy", {result.via, result.proxy_words}});
      if (!result.proxy_passed) {
        stage.outcome = StageOutcome::failed;
        stage.cause = Cause::proxy_failed;
      }
    }
  }
}

}  // namespace minato::check
