// "Did you mean …?": the nearest known word to one that was typed.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace minato::base {

/// Insertions, deletions, substitutions and swaps of neighbours (Damerau-Levenshtein, optimal
/// string alignment) between two words, bytes, case ignored.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

/// The candidate nearest to `word`: at most a third of its length away, the first of equals.
[[nodiscard]] std::optional<std::string_view> suggest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

}  // namespace minato::base
