// Runs the checks of all families over one case, and puts the sentences to their answers.
#include "audit/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/family.h"
#include "audit/remedies.h"
#include "base/text.h"

namespace minato::audit {
namespace {

/// "ssh" selects "ssh.cipher", "ssh.cipher" itself.
bool covers(std::string_view word, std::string_view id) {
  return id == word || (id.starts_with(word) && id.size() > word.size() && id[word.size()] == '.');
}

model::LocalText texts(std::string_view id, std::string_view what) {
  const std::string key = fmt::format("audit.{}.{}", id, what);
  return {.en = std::string(base::text(base::Language::en, key)),
          .ja = std::string(base::text(base::Language::ja, key))};
}

/// The remedy of the product in front of the general one.
model::LocalText countermeasure(const Check& check, const Remedy* remedy) {
  model::LocalText text = texts(check.id, "fix");
  if (remedy == nullptr) return text;
  const std::string key = fmt::format("audit.remedy.{}", remedy->change);
  const std::string where = remedy->place.empty()
                                ? std::string(remedy->file)
                                : fmt::format("{} {}", remedy->file, remedy->place);
  for (const auto language : {base::Language::en, base::Language::ja}) {
    std::string& sentence = language == base::Language::en ? text.en : text.ja;
    const std::string exact = base::tr(language, key, where, remedy->lines, remedy->reload);
    sentence.insert(0, exact + "\n");
  }
  return text;
}

std::optional<model::Remedy> told(const Remedy* remedy) {
  if (remedy == nullptr) return std::nullopt;
  return model::Remedy{.product = std::string(remedy->product),
                       .file = std::string(remedy->file),
                       .change = std::string(remedy->change),
                       .place = std::string(remedy->place),
                       .lines = std::string(remedy->lines),
                       .reload = std::string(remedy->reload)};
}

}  // namespace

const Check* find_check(std::string_view id) {
  for (const Family* family : families()) {
    const auto at = std::ranges::find(family->checks, id, &Check::id);
    if (at != family->checks.end()) return &*at;
  }
  return nullptr;
}

bool covers_any_check(std::string_view word) {
  return std::ranges::any_of(families(), [word](const Family* family) {
    return std::ranges::any_of(family->checks,
                               [word](const Check& check) { return covers(word, check.id); });
  });
}

bool Selection::takes(std::string_view id) const {
  const auto covered = [id](const std::string& word) { return covers(word, id); };
  if (std::ranges::any_of(skip, covered)) return false;
  return only.empty() || std::ranges::any_of(only, covered);
}

std::vector<model::Finding> judge(const Case& given, const model::Endpoint& endpoint,
                                  const Selection& selection) {
  std::vector<model::Finding> findings;
  for (const Family* family : families()) {
    for (const Check& check : family->checks) {
      if (check.service != "*" && check.service != given.service) continue;
      if (!selection.takes(check.id)) continue;
      const auto answer = check.judge(given);
      if (!answer) continue;
      const Remedy* remedy = find_remedy(check.id, given.product);
      model::Finding finding{.id = std::string(check.id),
                             .status = answer->status,
                             .severity = answer->severity.value_or(check.severity),
                             .endpoint = endpoint,
                             .title = texts(check.id, "title"),
                             .evidence = answer->evidence,
                             .countermeasure = countermeasure(check, remedy),
                             .references = {},
                             .remedy = told(remedy)};
      if (finding.status != model::FindingStatus::done) {
        if (const auto place = given.facts.first("local." + finding.id)) {
          finding.evidence += fmt::format("{}{}", finding.evidence.empty() ? "" : " · ", *place);
        }
      }
      for (const std::string_view reference : check.references) {
        if (!reference.empty()) finding.references.emplace_back(reference);
      }
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace minato::audit
