// Whether a fingerprint does what its own examples say.
#pragma once

#include "base/error.h"
#include "identify/fingerprint.h"

namespace minato::identify {

/// What an example shows: the whole fact, or only what comes after the lead.
enum class Examples : std::uint8_t { whole_facts, after_the_lead };

/// Compiles the pattern and tries each example. Errors: input; the place, and the reason or the
/// example that does not match or yields something else than it says.
[[nodiscard]] base::Result<void> check_fingerprint(const FingerprintText& text, Examples examples);

}  // namespace minato::identify
