// Fingerprints ready to be matched: in the order of their facts, so that only the patterns of a
// fact are tried; each is compiled when its fact first comes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "identify/fingerprint.h"
#include "identify/pattern.h"

namespace minato::identify {

/// A fingerprint that matched, and what its groups read. Values are hostile: escape to print.
struct Match {
  const Fingerprint* fingerprint = nullptr;
  Groups groups{};

  /// The group's text, or "".
  [[nodiscard]] std::string_view group(std::string_view name) const;
  bool operator==(const Match&) const = default;
};

/// Not thread-safe.
class FingerprintSet {
 public:
  /// Those that minato brings.
  [[nodiscard]] static FingerprintSet builtin();
  /// From files' texts. Errors: input; the place and the reason of the first broken pattern.
  [[nodiscard]] static base::Result<FingerprintSet> compile(std::vector<FingerprintText> texts);

  /// All that match this fact, the highest rank first. Pointers live as long as the set.
  [[nodiscard]] std::vector<Match> matches(std::string_view fact, std::string_view value) const;
  [[nodiscard]] std::span<const Fingerprint> all() const { return fingerprints_; }

 private:
  FingerprintSet() = default;

  std::shared_ptr<const std::vector<FingerprintText>> texts_{};  ///< what the views point into
  std::span<const Fingerprint> fingerprints_{};                  ///< sorted by fact
  std::vector<Fingerprint> owned_{};
  std::map<std::string, Pattern, std::less<>> leads_{};
  mutable std::vector<std::optional<Pattern>> patterns_{};  ///< as fingerprints_, as far as needed
};

}  // namespace minato::identify
