// JUnit XML (one suite a port, one case a check), Markdown and CSV.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/text_width.h"
#include "render/audit/report.h"
#include "render/markup.h"

namespace minato::render {
namespace {

using model::Finding;
using model::FindingStatus;

std::string service_text(const AuditRow& row) {
  const auto& service = row.seen->service;
  if (!service) return "-";
  std::string text = service->name;
  if (!service->tunnel.empty()) text += "+" + service->tunnel;
  if (!service->product.empty()) text += " (" + service->product + " " + service->version + ")";
  return base::escape_control(text);
}

/// One cell of a sheet: quoted, one line, and never taken for a formula.
std::string sheet_cell(std::string_view text) {
  std::string safe = base::escape_control(text);
  if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos) {
    safe.insert(safe.begin(), '\'');
  }
  std::string quoted = "\"";
  for (const char letter : safe) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

/// Text in a table of Markdown: no signs of its own.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char letter : base::escape_control(text)) {
    if (std::string_view("\\`*_{}[]<>|#").find(letter) != std::string_view::npos) safe += '\\';
    safe += letter;
  }
  return safe;
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

std::string audit_junit(const AuditReport& report) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"minato audit\">\n";
  for (const AuditRow& row : report.rows) {
    const auto& findings = row.seen->findings;
    const auto count = [&](FindingStatus status) {
      return std::ranges::count(findings, status, &Finding::status);
    };
    out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
                       escape_markup(to_text(row.seen->endpoint)), findings.size(),
                       count(FindingStatus::missing), count(FindingStatus::unknown));
    for (const Finding& finding : findings) {
      out += fmt::format("    <testcase classname=\"{}\" name=\"{}\">",
                         escape_markup(to_text(row.seen->endpoint)), escape_markup(finding.id));
      if (finding.status == FindingStatus::missing) {
        out += fmt::format(
            "<failure type=\"{}\" message=\"{}\">{}\n{}</failure>", to_text(finding.severity),
            escape_markup(finding.title.in(report.language)), escape_markup(finding.evidence),
            escape_markup(one_line(finding.countermeasure.in(report.language))));
      } else if (finding.status == FindingStatus::unknown) {
        out += fmt::format("<skipped message=\"{}\"/>", escape_markup(finding.evidence));
      }
      out += "</testcase>\n";
    }
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

std::string audit_markdown(const AuditReport& report) {
  const auto tr = [&report](std::string_view key) { return base::text(report.language, key); };
  std::string out = fmt::format("# minato audit — {}\n\n", base::to_text(report.started));
  out +=
      fmt::format("| {} | {} | {} | {} |\n| --- | --- | --- | --- |\n", tr("audit.column.danger"),
                  tr("audit.column.port"), tr("audit.column.service"), tr("audit.column.reason"));
  for (const AuditRow& row : report.rows) {
    out += fmt::format(
        "| {} | {} | {} | {} |\n", tr(fmt::format("danger.level.{}", to_text(row.danger))),
        cell(to_text(row.seen->endpoint)), cell(service_text(row)), cell(row.reason));
  }
  out += fmt::format("\n## {}\n\n", tr("audit.title.missing"));
  for (const AuditRow& row : report.rows) {
    for (const Finding& finding : row.seen->findings) {
      if (finding.status != FindingStatus::missing) continue;
      out += fmt::format(
          "- **{}** {} — `{}` {}\n", tr(fmt::format("danger.level.{}", to_text(finding.severity))),
          cell(finding.title.in(report.language)), finding.id, cell(to_text(finding.endpoint)));
      if (!finding.evidence.empty()) {
        out += fmt::format("  - {}: {}\n", tr("audit.field.seen"), cell(finding.evidence));
      }
      out += fmt::format("  - {}: {}\n", tr("audit.field.to-do"),
                         cell(one_line(finding.countermeasure.in(report.language))));
    }
  }
  return out;
}

std::string audit_csv(const AuditReport& report) {
  std::string out = "host,endpoint,service,check,status,severity,title,evidence,countermeasure\r\n";
  for (const AuditRow& row : report.rows) {
    for (const Finding& finding : row.seen->findings) {
      out +=
          fmt::format("{},{},{},{},{},{},{},{},{}\r\n", sheet_cell(row.host),
                      sheet_cell(to_text(finding.endpoint)), sheet_cell(service_text(row)),
                      sheet_cell(finding.id), to_text(finding.status), to_text(finding.severity),
                      sheet_cell(finding.title.in(report.language)), sheet_cell(finding.evidence),
                      sheet_cell(one_line(finding.countermeasure.in(report.language))));
    }
  }
  return out;
}

}  // namespace minato::render
