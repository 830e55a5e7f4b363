// Enumerations whose canonical text is a word of a table: parsing it back, with "did you mean".
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/suggest.h"

namespace minato::model {

/// The enumerator whose word in `words` (ordered as the enumeration) is `text`.
/// Errors: input with catalogue key `error_key`, the whole word marked, the nearest word suggested.
template <typename Enumeration>
[[nodiscard]] base::Result<Enumeration> parse_word(std::string_view text,
                                                   std::span<const std::string_view> words,
                                                   std::string_view error_key) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return static_cast<Enumeration>(i);
  }
  return base::fail(base::input_error(
      std::string(error_key), {std::string(text)},
      {std::string(text), 0, text.size(), std::string(base::suggest(text, words).value_or(""))}));
}

}  // namespace minato::model
