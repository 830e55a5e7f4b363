// How dangerous a service is when it can be reached from outside: the words of the founding
// article.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/language.h"

namespace minato::registry {

/// Ordered: a greater value is more dangerous.
enum class Danger : std::uint8_t { none, low, medium, high };

/// "none", "low", "medium" or "high".
[[nodiscard]] std::string_view to_text(Danger danger);
[[nodiscard]] std::optional<Danger> parse_danger(std::string_view text);
/// The word for people: "high", 高.
[[nodiscard]] std::string_view danger_text(Danger danger, base::Language language);

}  // namespace minato::registry
