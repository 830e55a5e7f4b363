// From a result to the lines of JSON.
#include <fmt/format.h>

#include "check/judge.h"
#include "cli/check/text.h"
#include "render/check/json.h"

namespace minato::cli {
namespace {

using check::CheckResult;
using check::Stage;
using check::StageKind;

std::int64_t microseconds(std::chrono::nanoseconds duration) {
  return std::max<std::int64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(duration).count(), 0);
}

std::vector<render::AttemptView> attempts_of(const CheckResult& result) {
  std::vector<render::AttemptView> views;
  for (const check::Attempt& attempt : result.attempts) {
    render::AttemptView view{.to = attempt.to,
                             .local = attempt.local,
                             .duration_us = microseconds(attempt.ended - attempt.begun)};
    view.outcome = attempt.won         ? "connected"
                   : attempt.overtaken ? "overtaken"
                                       : to_text(check::cause_of(attempt));
    if (attempt.won && attempt.measure) view.rtt_us = attempt.measure->rtt_us;
    views.push_back(view);
  }
  return views;
}

std::vector<std::pair<std::string_view, std::string_view>> facts_of(const CheckResult& result,
                                                                    StageKind kind) {
  std::vector<std::pair<std::string_view, std::string_view>> facts;
  for (const talk::Fact& fact : result.talk.facts.entries()) {
    const bool of_tls = fact.key.starts_with("tls.");
    if (of_tls != (kind == StageKind::tls)) continue;
    if (fact.key == "tls.certificate" || fact.key == "http.body") continue;
    facts.emplace_back(fact.key, fact.value);
  }
  return facts;
}

}  // namespace

void write_check_json(Context& context, const CheckResult& result) {
  std::string text;
  for (const Stage& stage : result.stages) {
    FailureWords words;
    if (stage.outcome == check::StageOutcome::failed) {
      words = failure_words(context, result, stage);
    } else {
      words.evidence = evidence_words(context, stage);
    }
    std::string evidence;
    for (const std::string& sentence : words.evidence) {
      evidence += (evidence.empty() ? "" : "; ") + sentence;
    }
    std::vector<std::string> addresses;
    if (stage.kind == StageKind::resolve) {
      for (const auto& address : result.resolution.addresses) {
        addresses.push_back(model::to_text(address));
      }
    }
    const auto attempts =
        stage.kind == StageKind::connect ? attempts_of(result) : std::vector<render::AttemptView>{};
    const bool talks = stage.kind == StageKind::tls || stage.kind == StageKind::application;
    const auto facts = talks ? facts_of(result, stage.kind)
                             : std::vector<std::pair<std::string_view, std::string_view>>{};
    render::append_json(text, render::StageView{.time = result.time,
                                                .target = result.target.text,
                                                .stage = to_text(stage.kind),
                                                .outcome = to_text(stage.outcome),
                                                .begun_us = microseconds(stage.begun),
                                                .duration_us = microseconds(stage.duration),
                                                .cause = to_text(stage.cause),
                                                .explanation = words.why,
                                                .evidence = evidence,
                                                .advice = words.advice,
                                                .addresses = addresses,
                                                .attempts = attempts,
                                                .facts = facts});
  }
  context.out.write(text);
}

}  // namespace minato::cli
