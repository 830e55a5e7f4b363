// One file without anything from elsewhere: table of ports, bars of danger, findings to print.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "base/text.h"
#include "base/text_width.h"
#include "render/audit/report.h"
#include "render/html_page.h"
#include "render/markup.h"
#include "render/scan/words.h"
#include "render/style.h"

namespace minato::render {
namespace {

using model::Finding;
using model::FindingStatus;
using model::Severity;

constexpr std::array kLevels = {Severity::high, Severity::medium, Severity::low};

std::string style() {
  std::string sheet =
      "body{font:16px/1.6 system-ui,'Noto Sans JP',sans-serif;max-width:64rem;margin:2rem auto;"
      "padding:0 1rem;color:#1c2733;background:#fff}table{border-collapse:collapse;width:100%}"
      "td,th{padding:.35rem .6rem;border-bottom:1px solid #d5dde5;text-align:left;vertical-align:"
      "top}table{margin:1rem 0}.bars th,.bars td{border:0}.bars "
      "th{width:8rem}section{break-inside:avoid;border-left:.4rem solid;padding:.2rem "
      "1rem;margin:1rem 0}"
      "h2{margin-top:2.5rem}h3{margin:.2rem 0;color:#1c2733}p{margin:.3rem 0;color:#1c2733}"
      "pre{white-space:pre-wrap;word-break:break-word;background:#f2f5f8;color:#1c2733;"
      "padding:.5rem;margin:.3rem 0}.bar{height:1.1rem;display:inline-block;min-width:2px}"
      ".id{color:#5b6b7b;font-size:.85em}@media print{body{margin:0}}";
  for (const Severity level : kLevels) {
    const Colours of = colours(danger_role(level), Theme::light);
    sheet += fmt::format(".{0}{{color:{1};border-color:{1}}}.bar.{0}{{background:{1}}}",
                         to_text(level), of.ink);
  }
  return sheet;
}

class Page {
 public:
  explicit Page(const AuditReport& report) : report_(report) {}

  std::string text() {
    const std::string title = fmt::format("minato audit — {}", date_text(report_.started));
    bars();
    ports();
    findings(FindingStatus::missing);
    findings(FindingStatus::unknown);
    findings(FindingStatus::done);
    const std::string sheet = style();
    const std::string footer = fmt::format("minato {}", report_.version);
    return html_page({.language = report_.language,
                      .title = title,
                      .style = sheet,
                      .body = out_,
                      .footer = footer});
  }

 private:
  [[nodiscard]] std::string tr(std::string_view key) const {
    return escape_markup(base::text(report_.language, key));
  }
  [[nodiscard]] std::string level(Severity severity) const {
    return tr(fmt::format("danger.level.{}", to_text(severity)));
  }

  void bars() {
    out_ += "<table class=\"bars\">\n";
    for (const Severity severity : kLevels) {
      std::size_t count = 0;
      for (const AuditRow& row : report_.rows) {
        count += static_cast<std::size_t>(
            std::ranges::count_if(row.seen->findings, [severity](const Finding& finding) {
              return finding.status == FindingStatus::missing && finding.severity == severity;
            }));
      }
      constexpr std::size_t kWidest = 60;
      out_ += fmt::format(
          "<tr><th class=\"{0}\">{1}</th><td><span class=\"bar {0}\" style=\"width:{2}%\"></span> "
          "{3}</td></tr>\n",
          to_text(severity), level(severity), std::min(count, kWidest), count);
    }
    out_ += "</table>\n";
  }

  void ports() {
    out_ += fmt::format("<table>\n<tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>\n",
                        tr("audit.column.danger"), tr("audit.column.port"),
                        tr("audit.column.service"), tr("audit.column.reason"));
    for (const AuditRow& row : report_.rows) {
      const auto& service = row.seen->service;
      const std::string name =
          service ? fmt::format("{} {} {}", service->name, service->product, service->version)
                  : "-";
      out_ += fmt::format("<tr><td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                          to_text(row.danger), level(row.danger),
                          escape_markup(to_text(row.seen->endpoint)), escape_markup(name),
                          escape_markup(row.reason));
    }
    out_ += "</table>\n";
  }

  void findings(FindingStatus status) {
    std::vector<const Finding*> found;
    for (const AuditRow& row : report_.rows) {
      for (const Finding& finding : row.seen->findings) {
        if (finding.status == status) found.push_back(&finding);
      }
    }
    if (found.empty()) return;
    std::ranges::stable_sort(found, [](const Finding* one, const Finding* other) {
      return one->severity > other->severity;
    });
    out_ += fmt::format("<h2>{}</h2>\n", tr(fmt::format("audit.title.{}", to_text(status))));
    for (const Finding* finding : found) write(*finding);
  }

  void write(const Finding& finding) {
    const bool missing = finding.status == FindingStatus::missing;
    out_ += fmt::format("<section class=\"{}\"><h3>{}</h3><p class=\"id\">{} · {}{}</p>",
                        missing ? to_text(finding.severity) : to_text(finding.status),
                        escape_markup(finding.title.in(report_.language)),
                        escape_markup(finding.id), escape_markup(to_text(finding.endpoint)),
                        missing ? " · " + level(finding.severity) : std::string());
    if (!finding.evidence.empty()) out_ += "<pre>" + escape_markup(finding.evidence) + "</pre>";
    if (missing) {
      for (const std::string_view line :
           base::split(finding.countermeasure.in(report_.language), '\n')) {
        out_ += "<p>" + escape_markup(line) + "</p>";
      }
    }
    out_ += "</section>\n";
  }

  const AuditReport& report_;
  std::string out_{};
};

}  // namespace

std::string audit_html(const AuditReport& report) { return Page(report).text(); }

}  // namespace minato::render
