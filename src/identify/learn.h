// From what an unknown service said to a fingerprint that can be handed on: without addresses,
// names and secrets of whoever runs it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "identify/evidence.h"

namespace minato::identify {

/// `text` with addresses, mail addresses, the given names and long random words replaced by
/// words in angle brackets: "<address>", "<mail>", "<host>", "<random>".
[[nodiscard]] std::string redacted(std::string_view text, std::span<const std::string> names);

/// What was said, as comments, and one [[fingerprint]] below it that `--fingerprints` loads: the
/// most telling fact as pattern and example, what people have to fill in marked. names: of the
/// host, to be left out. Printable ASCII and line ends only.
[[nodiscard]] std::string fingerprint_draft(std::string_view port,
                                            std::span<const Evidence> evidence,
                                            std::span<const std::string> names);

}  // namespace minato::identify
