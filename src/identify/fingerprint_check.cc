// Trying the examples.
#include "identify/fingerprint_check.h"

#include <algorithm>

#include "identify/pattern.h"

namespace minato::identify {
namespace {

std::string told(const FingerprintText& text, const Groups& groups, std::string_view key) {
  const auto group = groups.find(key);
  if (group != groups.end()) return group->second;
  if (key == "version") return text.version;
  if (key == "os") return text.os;
  return key == "device" ? text.device : "";
}

tl::unexpected<base::Error> wrong(const FingerprintText& text, std::string reason) {
  return base::fail({.code = base::ErrorCode::invalid_input,
                     .origin = base::Origin::input,
                     .key = "error.fingerprint.example",
                     .args = {text.place, std::move(reason)}});
}

}  // namespace

base::Result<void> check_fingerprint(const FingerprintText& text, Examples examples) {
  const auto pattern = Pattern::compile(text.pattern, text.place);
  if (!pattern) return base::fail(pattern.error());
  const auto lead = Pattern::compile(text.lead, text.place);
  if (!lead) return base::fail(lead.error());
  for (const Example& example : text.examples) {
    std::string_view shown = example.text;
    if (examples == Examples::whole_facts) {
      const auto end = lead->end_of_match(shown);
      if (!end) return wrong(text, example.text);
      shown.remove_prefix(*end);
    }
    Groups groups;
    if (!pattern->matches(shown, groups)) return wrong(text, example.text);
    for (const std::string& expected : example.expected) {
      const std::size_t equals = expected.find('=');
      const std::string key = expected.substr(0, equals);
      if (told(text, groups, key) != expected.substr(std::min(equals, expected.size() - 1) + 1)) {
        return wrong(text, expected);
      }
    }
  }
  return {};
}

}  // namespace minato::identify
