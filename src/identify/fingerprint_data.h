// What tools/compile_fingerprints.cc writes at build time: the table, sorted by fact.
// Only fingerprint_set.cc includes this.
#pragma once

#include <span>

#include "identify/fingerprint.h"

namespace minato::identify::data {

[[nodiscard]] std::span<const Fingerprint> fingerprints();

}  // namespace minato::identify::data
