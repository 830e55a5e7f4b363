// The waterfall as text: every bar on the same scale.
#include "cli/check/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "check/explain.h"
#include "check/judge_parts.h"
#include "cli/paragraph.h"

namespace minato::cli {
namespace {

using check::CheckResult;
using check::Stage;
using check::StageKind;
using check::StageOutcome;

constexpr std::size_t kStageColumns = 12;
constexpr std::size_t kTimeColumns = 9;
constexpr std::size_t kBarColumns = 20;

std::vector<std::string> escaped(const std::vector<std::string>& args) {
  std::vector<std::string> shown;
  shown.reserve(args.size());
  for (const std::string& arg : args) shown.push_back(base::escape_control(arg));
  return shown;
}

std::string sign_of(const Context& context, const CheckResult& result) {
  const render::Glyphs& glyphs = render::glyphs(context.screen.charset);
  const bool well = result.failed() == nullptr;
  return render::styled(well ? glyphs.check : glyphs.cross,
                        well ? render::Role::ok : render::Role::danger_high,
                        context.screen.palette);
}

std::string verdict_of(const Context& context, const CheckResult& result) {
  const Stage* const failed = result.failed();
  if (failed == nullptr) {
    return context.tr("check.reached", duration_text(result.ended - result.begun));
  }
  return context.tr("check.not-reached",
                    context.tr(fmt::format("check.stage.{}", to_text(failed->kind))),
                    duration_text(failed->begun + failed->duration));
}

/// A bar from where the stage began to where it ended, of the whole time.
std::string bar_of(const Context& context, const CheckResult& result, const Stage& stage) {
  std::int64_t whole = 1;
  for (const Stage& one : result.stages) {
    whole = std::max<std::int64_t>(whole, (one.begun + one.duration).count());
  }
  const auto column = [&](std::chrono::nanoseconds moment) {
    const auto place = static_cast<std::size_t>(std::max<std::int64_t>(moment.count(), 0) *
                                                static_cast<std::int64_t>(kBarColumns) / whole);
    return std::min(place, kBarColumns);
  };
  const std::size_t begin = std::min(column(stage.begun), kBarColumns - 1);
  const std::size_t end = std::max(column(stage.begun + stage.duration), begin + 1);
  const render::Glyphs& glyphs = render::glyphs(context.screen.charset);
  std::string bar;
  for (std::size_t i = begin; i < end; ++i) bar += glyphs.full;
  const bool well = stage.outcome == StageOutcome::ok;
  return std::string(begin, ' ') +
         render::styled(bar, well ? render::Role::accent : render::Role::danger_high,
                        context.screen.palette) +
         std::string(kBarColumns - end, ' ');
}

void write_stage(Context& context, const CheckResult& result, const Stage& stage) {
  const bool skipped = stage.outcome == StageOutcome::skipped;
  const std::string name =
      base::pad(context.tr(fmt::format("check.stage.{}", to_text(stage.kind))), kStageColumns);
  const std::string time =
      base::pad(skipped ? "-" : duration_text(stage.duration), kTimeColumns, base::Align::right);
  const std::string bar = skipped ? std::string(kBarColumns, ' ') : bar_of(context, result, stage);
  std::string words = stage_words(context, result, stage);
  const std::size_t lead = 2 + kStageColumns + kTimeColumns + 2 + kBarColumns + 2;
  if (context.screen.columns > lead + 8) {
    words = base::truncate(words, context.screen.columns - lead);
  }
  const render::Role role = skipped                                 ? render::Role::muted
                            : stage.outcome == StageOutcome::failed ? render::Role::danger_high
                                                                    : render::Role::plain;
  context.out.line(fmt::format("  {}{}  {}  {}", name, time, bar,
                               render::styled(words, role, context.screen.palette)));
}

void write_failure(Context& context, const CheckResult& result, const Stage& failed) {
  const FailureWords words = failure_words(context, result, failed);
  context.out.line();
  write_field(context, context.tr("check.field.why"), words.why);
  std::string heading = context.tr("check.field.evidence");
  for (const std::string& sentence : words.evidence) {
    write_field(context, heading, sentence);
    heading.clear();
  }
  write_field(context, context.tr("check.field.try"), words.advice);
}

/// A proof of the certificate's validity that proves nothing, or one that is missing.
void write_staple_note(Context& context, const CheckResult& result) {
  if (!result.staple || result.staple->verdict == talk::StapleVerdict::good) return;
  const Stage& stage = result.stage(StageKind::tls);
  if (stage.outcome != StageOutcome::ok) return;
  for (const check::Evidence& evidence : stage.evidence) {
    if (!evidence.key.starts_with("check.evidence.ocsp.") &&
        evidence.key != "check.evidence.must-staple") {
      continue;
    }
    write_field(context, context.tr("check.field.note"),
                base::tr_args(context.language, evidence.key, escaped(evidence.args)));
  }
}

void write_notes(Context& context, const CheckResult& result) {
  if (result.certificate_ignored && !result.certificate_faults.empty()) {
    std::string faults;
    for (const talk::CertificateFault fault : result.certificate_faults) {
      faults += (faults.empty() ? "" : ", ") +
                context.tr(fmt::format("check.evidence.fault.{}", to_text(fault)),
                           base::escape_control(result.target.host));
    }
    write_field(context, context.tr("check.field.note"), context.tr("check.ignored", faults));
  }
  write_staple_note(context, result);
  if (result.failed() == nullptr && result.talk.facts.has("http.via")) {
    write_field(
        context, context.tr("check.field.note"),
        context.tr("check.evidence.via", base::escape_control(result.talk.facts.text("http.via"))));
  }
  const auto status = result.talk.facts.number("http.status");
  if (status && *status >= 300 && *status < 400 && result.talk.facts.has("http.location")) {
    write_field(context, context.tr("check.field.note"),
                context.tr("check.redirect-hint",
                           base::escape_control(result.talk.facts.text("http.location"))));
  }
}

}  // namespace

std::string duration_text(std::chrono::nanoseconds duration) {
  return check::milliseconds_text(duration);
}

std::string stage_words(const Context& context, const CheckResult& result, const Stage& stage) {
  if (stage.outcome == StageOutcome::failed) {
    return std::string(context.tr("check.outcome.failed"));
  }
  if (stage.outcome == StageOutcome::skipped) {
    if (stage.kind == StageKind::resolve) return context.tr("check.literal");
    const Stage* const failed = result.failed();
    if (failed != nullptr && failed->kind < stage.kind) return context.tr("check.not-come-to");
    return context.tr("check.not-encrypted");
  }
  std::string words = base::escape_control(check::finding_of(result, stage.kind));
  if (!words.empty() || stage.kind != StageKind::application) return words;
  const bool udp = result.target.port.transport == model::Transport::udp;
  return context.tr(udp ? "check.sent" : "check.accepts");
}

std::vector<std::string> evidence_words(const Context& context, const Stage& stage) {
  std::vector<std::string> words;
  for (const check::Evidence& evidence : stage.evidence) {
    words.push_back(base::tr_args(context.language, evidence.key, escaped(evidence.args)));
  }
  return words;
}

FailureWords failure_words(const Context& context, const CheckResult& result, const Stage& stage) {
  auto args = escaped(check::cause_arguments(result));
  if (args[2] == "?") args[2] = context.tr("check.unknown-there");
  const std::string key = fmt::format("check.cause.{}", to_text(stage.cause));
  return {.why = base::tr_args(context.language, key + ".why", args),
          .evidence = evidence_words(context, stage),
          .advice = base::tr_args(context.language, key + ".try", args)};
}

void write_check_text(Context& context, const CheckResult& result, CheckDetail detail) {
  const std::string target = base::escape_control(result.target.text);
  context.out.line(
      fmt::format("{} {}  {}", sign_of(context, result),
                  render::styled(target, render::Role::heading, context.screen.palette),
                  verdict_of(context, result)));
  const Stage* const failed = result.failed();
  if (detail == CheckDetail::full) {
    for (const Stage& stage : result.stages) write_stage(context, result, stage);
  }
  if (failed != nullptr) write_failure(context, result, *failed);
  if (detail == CheckDetail::full) write_notes(context, result);
  if (failed != nullptr || detail == CheckDetail::full) context.out.line();
}

}  // namespace minato::cli
