// What a countermeasure check answered about one endpoint: done, missing, or it could not tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/endpoint.h"
#include "model/local_text.h"

namespace minato::model {

/// How bad it is. Ordered: a greater value is worse.
enum class Severity : std::uint8_t { none, low, medium, high };

/// "none", "low", "medium", "high".
[[nodiscard]] std::string_view to_text(Severity severity);
[[nodiscard]] base::Result<Severity> parse_severity(std::string_view text);

enum class FindingStatus : std::uint8_t { done, missing, unknown };

/// "done", "missing", "unknown".
[[nodiscard]] std::string_view to_text(FindingStatus status);
[[nodiscard]] base::Result<FindingStatus> parse_finding_status(std::string_view text);

/// What to change for the product that was found, for people and for programs alike
/// (docs/schema/observation.schema.json). Words like <CERTIFICATE> are the user's to fill in.
struct Remedy {
  std::string product{};  ///< key of data/remedies: "nginx"
  std::string file{};     ///< the configuration file, as the product's package names it
  std::string change{};   ///< "set", "add", "remove", "file", "flag" or "run"
  std::string place{};    ///< the part of the file: "[global]", "server {", "<icecast>"; "": all
  std::string lines{};    ///< what is changed there, between line feeds
  std::string reload{};   ///< the command that makes it count

  bool operator==(const Remedy&) const = default;
};

struct Finding {
  std::string id{};  ///< service and countermeasure: "http.hsts"; without white space
  FindingStatus status = FindingStatus::unknown;
  Severity severity = Severity::none;
  Endpoint endpoint{};
  LocalText title{};
  std::string evidence{};  ///< what was seen, verbatim: hostile, escape to print
  LocalText countermeasure{};
  std::vector<std::string> references{};  ///< "RFC 6797"
  std::optional<Remedy> remedy{};         ///< of the product, where it is known and told

  bool operator==(const Finding&) const = default;
};

/// What it says about what: `10.0.0.5:443/tcp http.hsts missing low`. The sentences are left out.
[[nodiscard]] std::string to_text(const Finding& finding);
/// Parses what to_text writes; the sentences are empty. Errors: input, the wrong part marked.
[[nodiscard]] base::Result<Finding> parse_finding(std::string_view text);

}  // namespace minato::model
