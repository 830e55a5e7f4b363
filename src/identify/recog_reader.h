// Reads Recog's fingerprints (XML, one kind of answer a file):
//   <fingerprints matches="ssh.banner" protocol="ssh">
//     <fingerprint pattern="^RomSShell_([\d\.]+)$" flags="REG_ICASE">
//       <example service.version="4.62">RomSShell_4.62</example>
//       <param pos="0" name="service.product" value="RomSShell"/>
//       <param pos="1" name="service.version"/>
// Entities of their own and external document types are not looked at.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "identify/fingerprint.h"

namespace minato::identify {

/// Entries of one file that are not used, by reason.
struct RecogLeftOut {
  std::string matches{};          ///< "apache_os"
  std::size_t other_facts = 0;    ///< about an answer that no conversation of ours brings
  std::size_t nameless = 0;       ///< tell of no product
  std::size_t other_dialect = 0;  ///< a pattern that is not ours to read, or misses its own example
  std::string first_place{};      ///< of the first such pattern: "file:12"
};

struct RecogFile {
  std::vector<FingerprintText> fingerprints{};
  RecogLeftOut left_out{};
};

/// name: shown in errors and places. Errors: input, with file, line and reason.
[[nodiscard]] base::Result<RecogFile> read_recog(const std::string& name, std::string_view text);

}  // namespace minato::identify
