// One pattern of a fingerprint: PCRE2 behind an owning type. Bounded whatever the text is.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

struct pcre2_real_code_8;

namespace minato::identify {

using Groups = std::map<std::string, std::string, std::less<>>;

/// Not thread-safe.
class Pattern {
 public:
  /// place: "file:line", for the error. Errors: input; the place and the reason.
  [[nodiscard]] static base::Result<Pattern> compile(std::string_view pattern,
                                                     std::string_view place);

  /// Whether the text has it somewhere (or at its start, where the pattern says so); fills in the
  /// named groups that fingerprints know. A text that costs too much to try does not have it.
  [[nodiscard]] bool matches(std::string_view text, Groups& groups) const;
  /// Where the first match ends; nothing when there is none.
  [[nodiscard]] std::optional<std::size_t> end_of_match(std::string_view text) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };
  Pattern() = default;

  std::unique_ptr<pcre2_real_code_8, Free> code_{};
};

}  // namespace minato::identify
