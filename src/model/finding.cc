// The words of findings, and their one-line text.
#include "model/finding.h"

#include <fmt/core.h>

#include <array>

#include "base/strings.h"
#include "model/words.h"

namespace minato::model {
namespace {
constexpr std::array<std::string_view, 4> kSeverities = {"none", "low", "medium", "high"};
constexpr std::array<std::string_view, 3> kStatuses = {"done", "missing", "unknown"};
}  // namespace

std::string_view to_text(Severity severity) {
  return kSeverities[static_cast<std::size_t>(severity)];
}

base::Result<Severity> parse_severity(std::string_view text) {
  return parse_word<Severity>(text, kSeverities, "error.severity");
}

std::string_view to_text(FindingStatus status) {
  return kStatuses[static_cast<std::size_t>(status)];
}

base::Result<FindingStatus> parse_finding_status(std::string_view text) {
  return parse_word<FindingStatus>(text, kStatuses, "error.finding-status");
}

std::string to_text(const Finding& finding) {
  return fmt::format("{} {} {} {}", to_text(finding.endpoint), finding.id, to_text(finding.status),
                     to_text(finding.severity));
}

base::Result<Finding> parse_finding(std::string_view text) {
  const auto words = base::words(text);
  if (words.size() != 4) {
    return base::fail(base::input_error("error.finding", {std::string(text)},
                                        {std::string(text), 0, text.size(), {}}));
  }
  const auto endpoint = parse_endpoint(words[0]);
  if (!endpoint) return base::fail(endpoint.error());
  const auto status = parse_finding_status(words[2]);
  if (!status) return base::fail(status.error());
  const auto severity = parse_severity(words[3]);
  if (!severity) return base::fail(severity.error());
  return Finding{
      .id = std::string(words[1]), .status = *status, .severity = *severity, .endpoint = *endpoint};
}

}  // namespace minato::model
