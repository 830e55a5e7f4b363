// The two languages that minato speaks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace minato::base {

enum class Language : std::uint8_t { en, ja };

/// "en" or "ja".
[[nodiscard]] std::string_view to_text(Language language);
[[nodiscard]] std::optional<Language> parse_language(std::string_view text);

/// What LC_ALL, LC_MESSAGES or LANG ask for, in POSIX order of precedence; English otherwise.
[[nodiscard]] Language language_of_locale();

}  // namespace minato::base
