// From evidence to "who answers there": every fact is held against every fingerprint, the best one
// tells. What the evidence does not say stays empty: never a guessed version.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "identify/evidence.h"
#include "identify/fingerprint_set.h"
#include "model/service.h"

namespace minato::identify {

/// Several sets asked as one; those added first are believed first (the user's own).
class Knowledge {
 public:
  /// The built-in fingerprints behind those of `own`.
  [[nodiscard]] static Knowledge with(std::vector<FingerprintSet> own);

  /// All matches of a fact, the user's first, then by rank.
  [[nodiscard]] std::vector<Match> matches(std::string_view fact, std::string_view value) const;
  /// Whether any fingerprint looks at this fact.
  [[nodiscard]] bool looks_at(std::string_view fact) const;

 private:
  std::vector<FingerprintSet> sets_{};
  std::vector<std::string_view> facts_{};  ///< sorted
};

/// What all evidence of one port amounts to; an empty name when nobody was recognised.
[[nodiscard]] model::Service judge(const Knowledge& knowledge, std::span<const Evidence> evidence);

}  // namespace minato::identify
