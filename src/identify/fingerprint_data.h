// What tools/compile_fingerprints.cc writes at build time: the table, and its compiled patterns.
// Only fingerprint_set.cc includes this.
#pragma once

#include <span>

#include "base/bytes.h"
#include "identify/fingerprint.h"

namespace minato::identify::data {

[[nodiscard]] std::span<const Fingerprint> fingerprints();
[[nodiscard]] base::Bytes compiled_patterns();

}  // namespace minato::identify::data
