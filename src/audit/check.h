// A countermeasure as a declaration: what it is about, when it applies, how bad it is without it,
// and the code that answers from facts alone. Texts: catalogue keys `audit.<id>.title` and `.fix`.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/exposure.h"
#include "model/finding.h"
#include "talk/facts.h"

namespace minato::audit {

/// Everything that was learned about one endpoint; a check sees nothing else.
struct Case {
  const talk::Facts& facts;
  std::string_view service{};  ///< what is spoken there: "ssh", "smtp"
  std::string_view tunnel;     ///< "tls" when it is spoken inside TLS, else ""
  std::string_view product{};  ///< key of data/remedies: "openssh"; "" when not known
  std::string_view version{};  ///< "" when not known
  std::string_view host{};     ///< the name or address that was asked for
  std::uint16_t port = 0;
  model::Exposure exposure = model::Exposure::unknown;
  base::Timestamp now{};
};

/// What a check found, with what it saw.
struct Answer {
  model::FindingStatus status = model::FindingStatus::unknown;
  std::string evidence{};
  /// Worse or better than the declaration says; nothing: as declared.
  std::optional<model::Severity> severity{};
};

/// Shorthands for the code of checks.
[[nodiscard]] inline Answer done(std::string evidence = {}) {
  return {model::FindingStatus::done, std::move(evidence), {}};
}
[[nodiscard]] inline Answer missing(std::string evidence,
                                    std::optional<model::Severity> severity = {}) {
  return {model::FindingStatus::missing, std::move(evidence), severity};
}
[[nodiscard]] inline Answer undecided(std::string evidence) {
  return {model::FindingStatus::unknown, std::move(evidence), {}};
}

/// References of a check; unused places are "".
using References = std::array<std::string_view, 4>;

struct Check {
  std::string_view id;       ///< "ssh.cipher"
  std::string_view service;  ///< of the case; "*": any
  model::Severity severity;  ///< when the countermeasure is missing
  References references{};
  /// Nothing when the check has no meaning here (no such fact was learned).
  std::optional<Answer> (*judge)(const Case& given);
};

[[nodiscard]] const Check* find_check(std::string_view id);

/// Whether a word of --only or --skip means at least one check: "tls", "ssh.cipher".
[[nodiscard]] bool covers_any_check(std::string_view word);

/// Which checks run. Words are an id, a service or a group: "tls", "ssh.cipher".
struct Selection {
  std::vector<std::string> only{};
  std::vector<std::string> skip{};
  [[nodiscard]] bool takes(std::string_view id) const;
};

/// Runs every check that applies. Sentences come from the catalogue, the remedy for the product
/// where there is one.
[[nodiscard]] std::vector<model::Finding> judge(const Case& given, const model::Endpoint& endpoint,
                                                const Selection& selection);

}  // namespace minato::audit
