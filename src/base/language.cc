// Which language the reader wants, from the environment.
#include "base/language.h"

#include <cstdlib>

namespace minato::base {

std::string_view to_text(Language language) { return language == Language::ja ? "ja" : "en"; }

std::optional<Language> parse_language(std::string_view text) {
  if (text == "en") return Language::en;
  if (text == "ja") return Language::ja;
  return std::nullopt;
}

Language language_of_locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("ja") ? Language::ja : Language::en;
  }
  return Language::en;
}

}  // namespace minato::base
