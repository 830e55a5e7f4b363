// Resolving, and the order of the stages: after one that failed, the others were not reached.
#include "check/judge.h"

#include <fmt/core.h>

#include "check/judge_parts.h"
#include "talk/dns_message.h"

namespace minato::check {
namespace {

Evidence evidence_of(const NameQuery& query) {
  const std::string type = talk::dns_type_text(query.type);
  const std::string server = model::to_text(query.server);
  const std::string after = milliseconds_text(query.ended - query.begun);
  if (query.ended.count() == 0) return {"check.evidence.dns-left", {server, query.name, type}};
  if (!query.answer.empty()) {
    return {"check.evidence.dns-answer",
            {server, query.name, type, query.answer, fmt::format("{}", query.addresses), after}};
  }
  const char* const key = query.trouble == Cause::dns_silent   ? "check.evidence.dns-silent"
                          : query.trouble == Cause::dns_closed ? "check.evidence.dns-closed"
                                                               : "check.evidence.dns-garbage";
  return {key, {server, query.name, type, after}};
}

}  // namespace

std::string milliseconds_text(std::chrono::nanoseconds duration) {
  const double ms = static_cast<double>(duration.count()) / 1e6;
  if (ms >= 1000) return fmt::format("{:.2f} s", ms / 1000);
  if (ms >= 1) return fmt::format("{:.1f} ms", ms);
  return fmt::format("{:.0f} µs", ms * 1000);
}

void judge_resolve(CheckResult& result) {
  Stage& stage = result.stage(StageKind::resolve);
  const Resolution& resolution = result.resolution;
  stage.begun = std::chrono::nanoseconds(0);
  stage.duration = std::max(resolution.ended - result.begun, std::chrono::nanoseconds(0));
  if (resolution.source == NameSource::literal) {
    stage.outcome = StageOutcome::skipped;
    stage.duration = {};
    return;
  }
  stage.outcome = resolution.cause == Cause::none ? StageOutcome::ok : StageOutcome::failed;
  stage.cause = resolution.cause;
  switch (resolution.source) {
    case NameSource::hosts:
      stage.evidence.push_back({"check.evidence.hosts-file", {resolution.asked}});
      break;
    case NameSource::special:
      stage.evidence.push_back({"check.evidence.localhost", {resolution.asked}});
      break;
    case NameSource::system:
      stage.evidence.push_back({"check.evidence.system-resolver", {resolution.asked}});
      break;
    default:
      break;
  }
  if (resolution.cause == Cause::dns_not_set_up) {
    stage.evidence.push_back({"check.evidence.no-servers", {resolution.asked}});
  }
  for (const NameQuery& query : resolution.queries) stage.evidence.push_back(evidence_of(query));
  for (const std::string& alias : resolution.aliases) {
    stage.evidence.push_back({"check.evidence.alias", {alias}});
  }
}

void judge(CheckResult& result) {
  for (const StageKind kind : kStageKinds) result.stage(kind) = {.kind = kind};
  judge_resolve(result);
  if (result.failed() != nullptr) return;
  judge_connect(result);
  if (result.failed() != nullptr) return;
  judge_tls(result);
  if (result.failed() != nullptr) return;
  judge_application(result);
}

}  // namespace minato::check
