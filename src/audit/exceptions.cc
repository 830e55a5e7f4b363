// TOML by toml++; every key is needed, so that nobody accepts anything forever by mistake.
#include "audit/exceptions.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <sstream>

namespace minato::audit {
namespace {

base::Error broken(const std::string& path, std::string what) {
  return base::input_error("error.audit.exceptions", {path, what}, {.text = path});
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return base::parse_timestamp(std::string(text) + "T00:00:00Z").has_value();
}

bool covers_check(std::string_view word, std::string_view id) {
  return word == id || (id.starts_with(word) && id[word.size()] == '.');
}

bool covers_target(std::string_view word, const model::Endpoint& endpoint) {
  if (word == "*" || word == to_text(endpoint.address)) return true;
  const std::string whole = to_text(endpoint);
  return word == whole || word == whole.substr(0, whole.rfind('/'));
}

}  // namespace

base::Result<std::vector<Exception>> parse_exceptions(std::string_view text,
                                                      const std::string& path) {
  std::vector<Exception> exceptions;
  try {
    const toml::table file = toml::parse(text, path);
    const toml::array* const list = file["exception"].as_array();
    if (list == nullptr) return exceptions;
    for (const toml::node& node : *list) {
      const toml::table* const entry = node.as_table();
      if (entry == nullptr) return base::fail(broken(path, "[[exception]]"));
      const auto word = [entry](std::string_view key) {
        return (*entry)[key].value_or(std::string());
      };
      Exception read{word("check"), word("target"), word("reason"), word("until")};
      if ((*entry)["until"].is_date()) {
        std::ostringstream day;
        day << *(*entry)["until"].as_date();
        read.until = day.str();
      }
      for (const std::string* part : {&read.check, &read.target, &read.reason}) {
        if (part->empty()) return base::fail(broken(path, "check, target, reason, until"));
      }
      if (!is_day(read.until)) return base::fail(broken(path, "until = \"2027-03-31\""));
      exceptions.push_back(std::move(read));
    }
  } catch (const toml::parse_error& error) {
    return base::fail(
        broken(path, fmt::format("{}: {}", error.source().begin.line, error.description())));
  }
  return exceptions;
}

const Exception* find_exception(const std::vector<Exception>& exceptions,
                                const model::Finding& finding, base::Timestamp now) {
  const std::string today = base::to_text(now).substr(0, 10);
  for (const Exception& exception : exceptions) {
    if (covers_check(exception.check, finding.id) && today <= exception.until &&
        covers_target(exception.target, finding.endpoint)) {
      return &exception;
    }
  }
  return nullptr;
}

void accept(std::vector<model::Finding>& findings, const std::vector<Exception>& exceptions,
            base::Timestamp now) {
  for (model::Finding& finding : findings) {
    if (finding.status != model::FindingStatus::missing) continue;
    const Exception* exception = find_exception(exceptions, finding, now);
    if (exception == nullptr) continue;
    finding.severity = model::Severity::none;
    finding.evidence += fmt::format(" [{} ≤ {}]", exception->reason, exception->until);
  }
}

}  // namespace minato::audit
