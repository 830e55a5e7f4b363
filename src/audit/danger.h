// How dangerous an open port is, from what is really there: what the service is known for, and from
// how far away a new connection reaches it. The number alone never decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/exposure.h"
#include "model/finding.h"

namespace minato::audit {

/// What is known about one listening socket. Defaults: nothing is known.
struct DangerFacts {
  bool known = false;                                ///< our knowledge has the service
  model::Severity inherent = model::Severity::none;  ///< its danger when anyone can reach it
  bool encrypts = false;                             ///< every conversation, not only when asked to
  bool authenticates = false;                        ///< every client
  bool temporary = false;  ///< a UDP port that a client obtained for its own questions
  model::Exposure exposure = model::Exposure::unknown;
};

/// A level with its reason and the first thing to do, as catalogue keys.
struct DangerVerdict {
  model::Severity level = model::Severity::none;
  std::string_view reason_key;  ///< `danger.reason.…`
  std::string_view advice_key;  ///< `danger.advice.…`; "" when there is nothing to do

  bool operator==(const DangerVerdict&) const = default;
};

/// The table of docs/adr/0005: inherent danger × exposure.
[[nodiscard]] DangerVerdict assess_danger(const DangerFacts& facts);

}  // namespace minato::audit
