// The user's own fingerprints: every *.toml of a folder.
#pragma once

#include <string>

#include "base/error.h"
#include "identify/fingerprint_set.h"

namespace minato::identify {

/// Errors: local (the folder or a file cannot be read); input, with file, line and reason.
[[nodiscard]] base::Result<FingerprintSet> read_fingerprint_folder(const std::string& folder);

}  // namespace minato::identify
