// Text folded for comparison: NFKC (full-width Latin, half-width katakana become the usual ones),
// lower case; and words looked for inside other text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace minato::registry {

/// `text` up to its first NUL in NFKC with case folded; invalid UTF-8 is only lower-cased.
[[nodiscard]] std::string fold(std::string_view text);

/// How well a word was found in a text, best first.
enum class Found : std::uint8_t { whole_word, word_start, inside, nowhere };

/// Looks for `word` (folded) in `text`, ASCII case ignored. Words of Japanese are not separated by
/// spaces: beside a non-ASCII character every place counts as the border of a word.
/// ASCII words shorter than 3 bytes are only found at the start of a word.
[[nodiscard]] Found find_word(std::string_view text, std::string_view word);

}  // namespace minato::registry
