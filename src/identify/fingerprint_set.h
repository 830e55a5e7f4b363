// Fingerprints ready to be matched: one pass of Vectorscan says which of all patterns match a fact,
// PCRE2 then reads the named groups of those few.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "identify/fingerprint.h"
#include "identify/pattern_database.h"

namespace minato::identify {

/// A fingerprint that matched, and what its groups read. Values are hostile: escape to print.
struct Match {
  const Fingerprint* fingerprint = nullptr;
  std::map<std::string, std::string, std::less<>> groups{};

  /// The group's text, or "".
  [[nodiscard]] std::string_view group(std::string_view name) const;
  bool operator==(const Match&) const = default;
};

/// What Vectorscan gets: the fact's key and the pattern in one expression over "key: value".
[[nodiscard]] std::string scan_expression(std::string_view fact, std::string_view pattern);

/// Not thread-safe.
class FingerprintSet {
 public:
  /// Those that minato brings. Loads, does not compile. Errors: local, on a processor that the
  /// library cannot run on.
  [[nodiscard]] static base::Result<FingerprintSet> builtin();
  /// From files' texts. Errors: input; the place and the reason of the first broken pattern.
  [[nodiscard]] static base::Result<FingerprintSet> compile(std::vector<FingerprintText> texts);

  FingerprintSet(FingerprintSet&&) noexcept;
  FingerprintSet& operator=(FingerprintSet&&) noexcept;
  ~FingerprintSet();

  /// All that match this fact, the highest rank first. Pointers live as long as the set.
  [[nodiscard]] std::vector<Match> matches(std::string_view fact, std::string_view value) const;
  [[nodiscard]] std::span<const Fingerprint> all() const { return fingerprints_; }

 private:
  class Captures;
  explicit FingerprintSet(PatternDatabase database);

  std::shared_ptr<const std::vector<FingerprintText>> texts_{};  ///< what the views point into
  std::span<const Fingerprint> fingerprints_{};
  std::vector<Fingerprint> owned_{};
  PatternDatabase database_;
  std::unique_ptr<Captures> captures_;
};

}  // namespace minato::identify
