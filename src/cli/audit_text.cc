// Table of ports, list of findings, plan of a dry run.
#include "cli/audit_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "audit/family.h"
#include "audit/services.h"
#include "base/strings.h"
#include "base/text_width.h"
#include "cli/paragraph.h"
#include "render/table.h"

namespace minato::cli {
namespace {

using model::Finding;
using model::FindingStatus;
using pipeline::AuditedPort;
using pipeline::AuditOutcome;
using render::Role;

constexpr std::size_t kMostEvidence = 300;

std::string level_text(const Context& context, model::Severity severity) {
  return context.tr(fmt::format("danger.level.{}", to_text(severity)));
}

std::string service_text(const AuditedPort& port) {
  const auto& service = port.observation.service;
  if (!service) return "-";
  std::string text = service->name;
  if (!service->tunnel.empty() && service->name != service->tunnel) text += "+" + service->tunnel;
  if (!service->product.empty()) text += " (" + service->product;
  if (!service->version.empty()) text += " " + service->version;
  if (!service->product.empty()) text += ")";
  return text;
}

std::size_t count(const AuditedPort& port, FindingStatus status) {
  return static_cast<std::size_t>(
      std::ranges::count(port.observation.findings, status, &Finding::status));
}

void write_ports(Context& context, const AuditOutcome& outcome) {
  render::Table table({{.heading = context.tr("audit.column.danger")},
                       {.heading = context.tr("audit.column.port")},
                       {.heading = context.tr("audit.column.service"), .fit = render::Fit::cut},
                       {.heading = context.tr("audit.column.missing"), .align = base::Align::right},
                       {.heading = context.tr("audit.column.unknown"), .align = base::Align::right},
                       {.heading = context.tr("audit.column.done"), .align = base::Align::right},
                       {.heading = context.tr("audit.column.reason"), .fit = render::Fit::cut}},
                      context.screen);
  for (const AuditedPort& port : outcome.ports) {
    const std::string where = to_text(port.observation.endpoint);
    const std::string missing = std::to_string(count(port, FindingStatus::missing));
    const std::string unknown = std::to_string(count(port, FindingStatus::unknown));
    const std::string done = std::to_string(count(port, FindingStatus::done));
    const std::string level = level_text(context, port.danger);
    const std::string service = service_text(port);
    const std::string reason = danger_reason(port, context.language);
    table.row({{level, render::danger_role(port.danger)},
               {where, Role::accent},
               {service},
               {missing},
               {unknown, Role::muted},
               {done, Role::muted},
               {reason}});
  }
  write_table(context, table);
}

/// "  高  ssh.cipher  127.0.0.1:22/tcp" and below it title, evidence and what to type.
void write_finding(Context& context, const Finding& finding, std::size_t others) {
  const std::string status = context.tr(fmt::format("audit.status.{}", to_text(finding.status)));
  const bool missing = finding.status == FindingStatus::missing;
  const std::string level = missing ? level_text(context, finding.severity) : status;
  const Role role = missing                                 ? render::danger_role(finding.severity)
                    : finding.status == FindingStatus::done ? Role::ok
                                                            : Role::muted;
  std::string head = fmt::format(
      "{}  {}  {}", render::styled(level, role, context.screen.palette),
      render::styled(finding.title.in(context.language), Role::heading, context.screen.palette),
      render::styled(fmt::format("[{}] {}", finding.id, to_text(finding.endpoint)), Role::muted,
                     context.screen.palette));
  if (others > 0) head += " " + context.tr("audit.and-others", others);
  context.out.line(head);
  if (!finding.evidence.empty()) {
    write_field(context, context.tr("audit.field.seen"),
                base::escape_control(finding.evidence.substr(0, kMostEvidence)));
  }
  if (!missing) return;
  std::string heading = context.tr("audit.field.to-do");
  for (const std::string_view line :
       base::split(finding.countermeasure.in(context.language), '\n')) {
    write_field(context, heading, line);
    heading.clear();
  }
}

/// "dns.outside", "http-place 3": the key of what such a conversation sends.
std::string sends_name(std::string_view name) {
  const std::string_view word = base::words(name).front();
  return std::string(word.substr(0, word.find('.')));
}

/// The same finding on several ports is told once, with the first of them.
void write_findings(Context& context, const AuditOutcome& outcome, FindingStatus status) {
  std::vector<const Finding*> findings;
  std::map<std::string, std::size_t> others;
  for (const AuditedPort& port : outcome.ports) {
    for (const Finding& finding : port.observation.findings) {
      if (finding.status != status) continue;
      const std::string same =
          finding.id + "\n" + finding.evidence + "\n" + finding.countermeasure.en;
      if (others.contains(same)) {
        ++others[same];
      } else {
        others[same] = 0;
        findings.push_back(&finding);
      }
    }
  }
  if (findings.empty()) return;
  std::ranges::stable_sort(findings, [](const Finding* one, const Finding* other) {
    return one->severity > other->severity;
  });
  context.out.line();
  context.out.line(render::styled(context.tr(fmt::format("audit.title.{}", to_text(status))),
                                  Role::heading, context.screen.palette));
  for (const Finding* finding : findings) {
    write_finding(
        context, *finding,
        others[finding->id + "\n" + finding->evidence + "\n" + finding->countermeasure.en]);
  }
}

}  // namespace

std::string danger_reason(const AuditedPort& port, base::Language language) {
  for (const Finding& finding : port.observation.findings) {
    if (finding.id == port.worst) return finding.title.in(language);
  }
  return std::string(base::text(language, port.observation.findings.empty()
                                              ? "audit.reason.nothing-known"
                                              : "audit.reason.nothing-missing"));
}

void write_audit_report(Context& context, const AuditOutcome& outcome, std::size_t verbosity) {
  context.out.line(render::styled(
      context.tr("audit.summary", outcome.ports.size(), outcome.asked, outcome.conversations),
      Role::heading, context.screen.palette));
  if (outcome.ports.empty()) {
    context.out.line("  " + context.tr("audit.nothing-open"));
    return;
  }
  write_ports(context, outcome);
  write_findings(context, outcome, FindingStatus::missing);
  if (verbosity > 0) write_findings(context, outcome, FindingStatus::unknown);
  if (verbosity > 1) write_findings(context, outcome, FindingStatus::done);
}

void write_audit_plan(Context& context, const pipeline::AuditRequest& request) {
  context.out.line(context.tr("audit.plan.title", request.hosts.size(), request.ports.size()));
  for (const model::Port port : request.ports) {
    const audit::ServiceGuess guess = audit::usual_service(port);
    audit::Target target{.endpoint = {request.hosts.front().address, port},
                         .host = request.hosts.front().name,
                         .service = guess.service,
                         .tunnel = guess.tunnel,
                         .depth = request.depth,
                         .now = context.started};
    std::map<std::string, std::size_t> talks;
    for (const auto& inquiry : audit::inquiries_for(target)) {
      for (const audit::Talk& talk : inquiry->begin()) {
        ++talks[sends_name(talk.name)];
      }
      for (const std::string& name : inquiry->later()) ++talks[sends_name(name)];
    }
    context.out.line(fmt::format("{}  {}{}", to_text(port),
                                 guess.service.empty() ? "?" : guess.service,
                                 guess.tunnel.empty() ? "" : "+" + guess.tunnel));
    write_paragraph(context, context.tr("audit.plan.first"), 4);
    for (const auto& [name, times] : talks) {
      write_paragraph(
          context, fmt::format("{} × {}", times, context.tr(fmt::format("audit.sends.{}", name))),
          4);
    }
  }
}

}  // namespace minato::cli
