// The user's own fingerprints: a file, or every *.toml and *.xml (Recog's) of a folder.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "identify/fingerprint_set.h"
#include "identify/recog_reader.h"

namespace minato::identify {

struct OwnFingerprints {
  FingerprintSet set;
  std::size_t from_recog = 0;            ///< how many of them
  std::vector<RecogLeftOut> left_out{};  ///< a file of Recog's each, only those that lost some
};

/// path: a folder or one file. Ours are preferred to those that minato brings, Recog's come after
/// them. Errors: local (something cannot be read); input, with file, line and reason.
[[nodiscard]] base::Result<OwnFingerprints> read_own_fingerprints(const std::string& path);

}  // namespace minato::identify
