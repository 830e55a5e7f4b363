// Many patterns, all tried in one pass over a text (Vectorscan). Compiled once, at build time for
// the fingerprints that minato brings: a start only loads the bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"

struct hs_database;
struct hs_scratch;

namespace minato::identify {

/// Not thread-safe: one scan at a time.
class PatternDatabase {
 public:
  /// The pattern's number is its place in the list. Portable: for any x86-64 or ARM processor that
  /// the library runs on. Errors: input, args {0} = the library's reason, {1} = number.
  [[nodiscard]] static base::Result<PatternDatabase> compile(std::span<const std::string> patterns);
  /// What serialized() wrote, by the same version of the library.
  [[nodiscard]] static base::Result<PatternDatabase> load(base::Bytes serialized);

  [[nodiscard]] base::Result<std::vector<std::uint8_t>> serialized() const;
  /// Numbers of the patterns that `text` matches, ascending.
  [[nodiscard]] std::vector<unsigned> scan(std::string_view text) const;

 private:
  struct Free {
    void operator()(hs_database* database) const;
    void operator()(hs_scratch* scratch) const;
  };
  using Database = std::unique_ptr<hs_database, Free>;

  [[nodiscard]] static base::Result<PatternDatabase> with_scratch(Database database);
  PatternDatabase() = default;

  Database database_{};
  std::unique_ptr<hs_scratch, Free> scratch_{};
};

}  // namespace minato::identify
