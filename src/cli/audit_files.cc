// One option a format; each file is written whole or not at all.
#include "cli/audit_files.h"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/strings.h"
#include "cli/audit_text.h"
#include "cli/version.h"
#include "render/audit/report.h"
#include "sys/file.h"
#include "sys/file_writer.h"

namespace minato::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostBaselineBytes = std::size_t{64} << 20;

struct Format {
  std::string_view option;
  std::string (*make)(const render::AuditReport&);
};
constexpr std::array kFormats = {
    Format{"--sarif", render::audit_sarif},       Format{"--html", render::audit_html},
    Format{"--markdown", render::audit_markdown}, Format{"--junit", render::audit_junit},
    Format{"--csv", render::audit_csv},
};

std::string_view string_of(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

void collect(const json::object& observation, std::set<std::string>& lines) {
  const json::value* const findings = observation.if_contains("findings");
  const json::value* const port = observation.if_contains("port");
  if (findings == nullptr || !findings->is_array() || port == nullptr || !port->is_int64()) return;
  const auto address = model::IpAddress::parse(string_of(observation, "address"));
  if (!address) return;
  const auto transport =
      string_of(observation, "transport") == "udp" ? model::Transport::udp : model::Transport::tcp;
  const model::Endpoint endpoint{*address,
                                 {static_cast<std::uint16_t>(port->get_int64()), transport}};
  for (const json::value& finding : findings->get_array()) {
    if (!finding.is_object() || string_of(finding.get_object(), "status") != "missing") continue;
    lines.insert(to_text(endpoint) + " " + std::string(string_of(finding.get_object(), "id")));
  }
}

}  // namespace

base::Result<void> write_audit_files(const Context& context, const Arguments& arguments,
                                     const pipeline::AuditOutcome& outcome) {
  std::vector<std::string> reasons;
  reasons.reserve(outcome.ports.size());
  std::vector<render::AuditRow> rows;
  for (const pipeline::AuditedPort& port : outcome.ports) {
    reasons.push_back(danger_reason(port, context.language));
    rows.push_back({.host = port.host,
                    .seen = &port.observation,
                    .danger = port.danger,
                    .reason = reasons.back()});
  }
  const std::string version = version_text().substr(version_text().find(' ') + 1);
  const render::AuditReport report{
      .rows = rows, .version = version, .started = context.started, .language = context.language};
  for (const Format& format : kFormats) {
    for (const std::string& path : arguments.values(format.option)) {
      if (const auto written = sys::write_file(path, format.make(report)); !written) {
        return written;
      }
    }
  }
  return {};
}

base::Result<std::set<std::string>> read_audit_baseline(const std::string& path) {
  const auto text = sys::read_file(path, kMostBaselineBytes);
  if (!text) return base::fail(text.error());
  std::set<std::string> lines;
  for (const std::string_view line : base::split(*text, '\n')) {
    if (base::trim(line).empty()) continue;
    boost::system::error_code error;
    const json::value value = json::parse(line, error);
    if (error || !value.is_object()) {
      return base::fail(base::input_error("error.audit.baseline", {path}, {.text = path}));
    }
    collect(value.get_object(), lines);
  }
  return lines;
}

std::string baseline_line(const model::Finding& finding) {
  return to_text(finding.endpoint) + " " + finding.id;
}

}  // namespace minato::cli
