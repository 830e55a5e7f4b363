// An audit as files: SARIF 2.1.0 for code scanning, JUnit XML for CI, Markdown for tickets, CSV for
// sheets, HTML for people and printers. All text of servers is escaped for its format.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/language.h"
#include "model/observation.h"

namespace minato::render {

/// One audited port; owns nothing.
struct AuditRow {
  std::string_view host{};  ///< as typed
  const model::Observation* seen = nullptr;
  model::Severity danger = model::Severity::none;
  std::string_view reason{};  ///< in the reader's language
};

struct AuditReport {
  std::span<const AuditRow> rows{};  ///< the most dangerous first
  std::string_view version{};        ///< minato's
  base::Timestamp started{};
  double seconds = 0;
  base::Language language = base::Language::en;
};

[[nodiscard]] std::string audit_sarif(const AuditReport& report);
[[nodiscard]] std::string audit_junit(const AuditReport& report);
[[nodiscard]] std::string audit_markdown(const AuditReport& report);
[[nodiscard]] std::string audit_csv(const AuditReport& report);
[[nodiscard]] std::string audit_html(const AuditReport& report);

}  // namespace minato::render
