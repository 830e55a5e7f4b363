// `minato audit`: what is dangerous about the servers that are really there, and what to type.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "audit/family.h"
#include "cli/arguments.h"
#include "cli/audit_files.h"
#include "cli/audit_settings.h"
#include "cli/audit_text.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/socket_json.h"
#include "pipeline/audit_run.h"
#include "pipeline/audit_services.h"
#include "registry/names.h"
#include "sys/attendant.h"

namespace minato::cli {
namespace {

using pipeline::AuditedPort;
using pipeline::AuditOutcome;

Counts counts_of(const AuditOutcome& outcome) {
  std::uint64_t missing = 0, done = 0, unknown = 0;
  for (const AuditedPort& port : outcome.ports) {
    for (const model::Finding& finding : port.observation.findings) {
      if (finding.status == model::FindingStatus::missing) ++missing;
      if (finding.status == model::FindingStatus::done) ++done;
      if (finding.status == model::FindingStatus::unknown) ++unknown;
    }
  }
  return {{"open", outcome.ports.size()}, {"asked", outcome.asked},
          {"missing", missing},           {"done", done},
          {"unknown", unknown},           {"conversations", outcome.conversations}};
}

void write_json(Context& context, const AuditOutcome& outcome) {
  std::string text;
  for (const AuditedPort& port : outcome.ports) {
    const std::string reason = danger_reason(port, context.language);
    const model::Observation& seen = port.observation;
    render::append_json(text,
                        {.time = seen.time,
                         .source = seen.source,
                         .endpoint = seen.endpoint,
                         .state = seen.state,
                         .reason = seen.reason,
                         .rtt_us = seen.rtt_us,
                         .name = registry::iana_name_of(seen.endpoint.port),
                         .service = seen.service.get(),
                         .exposure = seen.exposure.get(),
                         .danger = port.danger,
                         .danger_reason = reason,
                         .findings = seen.findings},
                        context.language);
    context.out.write(text);
    text.clear();
  }
  write_summary(context, "audit", counts_of(outcome));
}

/// What is missing and was not yet in the baseline; the worst of it decides.
ExitCode verdict(Context& context, const AuditOutcome& outcome, const AuditSettings& settings) {
  std::size_t added = 0;
  bool over = false;
  std::set<std::string> gone = settings.baseline.value_or(std::set<std::string>());
  for (const AuditedPort& port : outcome.ports) {
    for (const model::Finding& finding : port.observation.findings) {
      if (finding.status != model::FindingStatus::missing) continue;
      if (gone.erase(baseline_line(finding)) > 0) continue;
      ++added;
      if (settings.fail_on && finding.severity >= *settings.fail_on) over = true;
    }
  }
  if (settings.baseline) note(context, context.tr("audit.since-baseline", added, gone.size()));
  if (outcome.interrupted) return ExitCode::interrupted;
  return over ? ExitCode::no : ExitCode::yes;
}

base::Result<AuditOutcome> run(AuditSettings& settings) {
  std::stop_source stop;
  const auto attendant = sys::Attendant::start({.on_stop = [&stop] { stop.request_stop(); }});
  if (!attendant) return base::fail(attendant.error());
  auto known = pipeline::identify_unusual(settings.request, stop.get_token());
  if (!known) return base::fail(known.error());
  settings.request.known = std::move(*known);
  return pipeline::run_audit(settings.request, base::SystemClock(),
                             [&stop] { return stop.stop_requested(); });
}

}  // namespace

base::Result<ExitCode> run_audit(Context& context, const Arguments& arguments) {
  auto settings = read_audit_settings(context, arguments);
  if (!settings) return base::fail(settings.error());
  if (settings->dry_run) {
    write_audit_plan(context, settings->request);
    return ExitCode::yes;
  }
  const auto outcome = run(*settings);
  if (!outcome) return base::fail(outcome.error());
  if (context.json) {
    write_json(context, *outcome);
  } else {
    write_audit_report(context, *outcome, settings->verbosity);
  }
  if (const auto files = write_audit_files(context, arguments, *outcome); !files) {
    return base::fail(files.error());
  }
  return verdict(context, *outcome, *settings);
}

}  // namespace minato::cli
