// SARIF 2.1.0 (OASIS): one rule a check, one result a finding, the endpoint as its location.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "base/text_width.h"
#include "render/audit/report.h"

namespace minato::render {
namespace {

namespace json = boost::json;
using model::Finding;
using model::FindingStatus;

std::string_view level_of(const Finding& finding) {
  if (finding.status != FindingStatus::missing) return "none";
  switch (finding.severity) {
    case model::Severity::high:
      return "error";
    case model::Severity::medium:
      return "warning";
    default:
      return "note";
  }
}

std::string_view kind_of(FindingStatus status) {
  if (status == FindingStatus::missing) return "fail";
  return status == FindingStatus::done ? "pass" : "open";
}

json::object message(std::string_view text) { return {{"text", base::escape_control(text)}}; }

json::object rule_of(const Finding& finding, base::Language language) {
  json::array tags;
  for (const std::string& reference : finding.references) tags.emplace_back(reference);
  return {{"id", finding.id},
          {"shortDescription", message(finding.title.in(language))},
          {"help", message(finding.countermeasure.in(language))},
          {"properties", json::object{{"tags", std::move(tags)}}}};
}

json::object result_of(const Finding& finding, const AuditRow& row, base::Language language) {
  const model::Endpoint& endpoint = row.seen->endpoint;
  std::string text = finding.title.in(language);
  if (!finding.evidence.empty()) text += ": " + finding.evidence;
  const std::string where = to_text(endpoint);
  const std::string uri =
      std::string(to_text(endpoint.port.transport)) + "://" + where.substr(0, where.rfind('/'));
  json::object location{
      {"physicalLocation", json::object{{"artifactLocation", json::object{{"uri", uri}}}}},
      {"logicalLocations",
       json::array{json::object{{"fullyQualifiedName", where}, {"kind", "resource"}}}}};
  return {{"ruleId", finding.id},
          {"kind", kind_of(finding.status)},
          {"level", level_of(finding)},
          {"message", message(text)},
          {"locations", json::array{std::move(location)}},
          {"partialFingerprints", json::object{{"endpointAndCheck/v1", where + " " + finding.id}}}};
}

}  // namespace

std::string audit_sarif(const AuditReport& report) {
  json::array rules, results;
  std::set<std::string> known;
  for (const AuditRow& row : report.rows) {
    for (const Finding& finding : row.seen->findings) {
      if (known.insert(finding.id).second) rules.push_back(rule_of(finding, report.language));
      results.push_back(result_of(finding, row, report.language));
    }
  }
  json::object driver{{"name", "minato"}, {"rules", std::move(rules)}};
  if (!report.version.empty()) driver["version"] = report.version;
  json::object run{{"tool", json::object{{"driver", std::move(driver)}}},
                   {"results", std::move(results)}};
  const json::object all{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", json::array{std::move(run)}}};
  return json::serialize(all) + "\n";
}

}  // namespace minato::render
