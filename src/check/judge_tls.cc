// TLS: why a handshake did not come to stand, and what is wrong with the certificate.
#include <fmt/core.h>

#include "check/judge.h"
#include "check/judge_parts.h"
#include "check/protocol_guess.h"

namespace minato::check {
namespace {

using talk::CertificateFault;

/// The day of a moment, "2026-11-25".
std::string day_text(base::Timestamp moment) { return base::to_text(moment).substr(0, 10); }

/// Alerts of RFC 8446 section 6 and RFC 6066 section 9.
Cause cause_of_alert(int alert) {
  switch (alert) {
    case 70:  // protocol_version
    case 86:  // inappropriate_fallback
      return Cause::tls_version;
    case 40:   // handshake_failure
    case 47:   // illegal_parameter
    case 71:   // insufficient_security
    case 120:  // no_application_protocol
      return Cause::tls_no_common;
    case 112:  // unrecognized_name
      return Cause::tls_name_unknown;
    case 41:   // no_certificate
    case 42:   // bad_certificate
    case 116:  // certificate_required
      return Cause::tls_client_certificate;
    default:
      return Cause::tls_broken;
  }
}

Cause cause_of(CertificateFault fault) {
  switch (fault) {
    case CertificateFault::expired:
      return Cause::certificate_expired;
    case CertificateFault::not_yet_valid:
      return Cause::certificate_not_yet_valid;
    case CertificateFault::wrong_name:
      return Cause::certificate_wrong_name;
    case CertificateFault::self_signed:
      return Cause::certificate_self_signed;
    case CertificateFault::chain_incomplete:
      return Cause::certificate_chain_incomplete;
    case CertificateFault::unknown_authority:
      return Cause::certificate_unknown_authority;
    case CertificateFault::broken:
      break;
  }
  return Cause::certificate_broken;
}

std::string names_text(const talk::Certificate& certificate) {
  constexpr std::size_t kMostNames = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(certificate.names.size(), kMostNames); ++i) {
    text += (i > 0 ? ", " : "") + certificate.names[i];
  }
  if (certificate.names.size() > kMostNames) text += ", …";
  return text.empty() ? certificate.subject : text;
}

void add_session_evidence(const CheckResult& result, Stage& stage) {
  const talk::Facts& facts = result.talk.facts;
  std::vector<std::string> args = {std::string(facts.text("tls.version")),
                                   std::string(facts.text("tls.cipher"))};
  stage.evidence.push_back({"check.evidence.tls-session", std::move(args)});
  if (facts.has("tls.alpn")) {
    stage.evidence.push_back({"check.evidence.alpn", {std::string(facts.text("tls.alpn"))}});
  }
  if (!result.certificate) return;
  const talk::Certificate& certificate = *result.certificate;
  stage.evidence.push_back(
      {"check.evidence.certificate",
       {names_text(certificate), certificate.issuer, day_text(certificate.begins),
        day_text(certificate.ends), certificate.key}});
  stage.evidence.push_back({"check.evidence.chain", {fmt::format("{}", result.talk.chain.size())}});
}

/// What the server proves about its certificate, where it does or should.
void add_staple_evidence(const CheckResult& result, Stage& stage) {
  if (!result.staple) return;
  const talk::Staple& staple = *result.staple;
  if (staple.verdict == talk::StapleVerdict::none) {
    if (result.certificate && result.certificate->must_staple) {
      stage.evidence.push_back({"check.evidence.must-staple", {}});
    }
    return;
  }
  const auto day = [](base::Timestamp moment) {
    return moment == base::Timestamp{} ? std::string("-") : day_text(moment);
  };
  stage.evidence.push_back({fmt::format("check.evidence.ocsp.{}", to_text(staple.verdict)),
                            {day(staple.begins), day(staple.ends), day(staple.revoked_at),
                             staple.reason.empty() ? "-" : staple.reason}});
}

void add_failure_evidence(const CheckResult& result, Stage& stage) {
  const talk::TalkReport& talk = result.talk;
  if (talk.tls_failure && talk.tls_failure->alert >= 0) {
    stage.evidence.push_back(
        {"check.evidence.alert",
         {fmt::format("{}", talk.tls_failure->alert), talk.tls_failure->reason}});
  } else if (talk.tls_failure && !talk.tls_failure->not_tls) {
    stage.evidence.push_back({"check.evidence.tls-library", {talk.tls_failure->reason}});
  }
  if (talk.tls_failure && talk.tls_failure->not_tls) {
    stage.evidence.push_back({"check.evidence.first-bytes", {talk.first_received.substr(0, 80)}});
  }
  if (stage.cause == Cause::tls_cut) {
    stage.evidence.push_back({"check.evidence.tls-cut", {fmt::format("{}", talk.received_bytes)}});
  }
  if (stage.cause == Cause::tls_silent) {
    stage.evidence.push_back({"check.evidence.tls-silent", {milliseconds_text(stage.duration)}});
  }
}

/// What looked like a silent or a hasty server may be the way to it.
void refine_by_second_looks(const CheckResult& result, Stage& stage) {
  if (stage.cause == Cause::tls_silent && result.works_with_segments) {
    stage.cause = Cause::mtu_black_hole;
    add_segment_evidence(result, stage);
  }
  if (stage.cause == Cause::tls_cut && result.reset_origin) {
    add_origin_evidence(result, stage);
    if (result.reset_origin->on_the_way()) stage.cause = Cause::reset_on_the_way;
  }
}

}  // namespace

Cause tls_cause_of(const talk::TalkReport& talk) {
  if (talk.moments.secured.count() != 0) return Cause::none;
  if (talk.tls_failure) {
    if (talk.tls_failure->not_tls) return Cause::plain_text_there;
    if (talk.tls_failure->alert >= 0) return cause_of_alert(talk.tls_failure->alert);
    const std::string& reason = talk.tls_failure->reason;
    if (reason.find("unsupported protocol") != std::string::npos ||
        reason.find("version") != std::string::npos) {
      return Cause::tls_version;
    }
    if (reason.find("too small") != std::string::npos ||
        reason.find("cipher") != std::string::npos) {
      return Cause::tls_no_common;
    }
    return Cause::tls_broken;
  }
  const bool silent = talk.end && talk.end->outcome == sys::DialOutcome::timed_out;
  return silent ? Cause::tls_silent : Cause::tls_cut;
}

void judge_tls(CheckResult& result) {
  Stage& stage = result.stage(StageKind::tls);
  const talk::TalkMoments& moments = result.talk.moments;
  if (moments.tls_begun.count() == 0) return;
  stage.begun = moments.tls_begun - result.begun;
  const bool secured = moments.secured.count() != 0;
  stage.duration = (secured ? moments.secured : moments.ended) - moments.tls_begun;
  stage.cause = tls_cause_of(result.talk);
  if (!secured) {
    stage.outcome = StageOutcome::failed;
    add_failure_evidence(result, stage);
    refine_by_second_looks(result, stage);
    return;
  }
  add_session_evidence(result, stage);
  for (const CertificateFault fault : result.certificate_faults) {
    stage.evidence.push_back(
        {"check.evidence.fault." + std::string(talk::to_text(fault)), {result.target.host}});
  }
  add_staple_evidence(result, stage);
  stage.outcome = StageOutcome::ok;
  if (result.certificate_ignored) return;
  if (result.staple && result.staple->verdict == talk::StapleVerdict::revoked) {
    stage.outcome = StageOutcome::failed;
    stage.cause = Cause::certificate_revoked;
  } else if (!result.certificate_faults.empty()) {
    stage.outcome = StageOutcome::failed;
    stage.cause = cause_of(result.certificate_faults.front());
  }
}

}  // namespace minato::check
