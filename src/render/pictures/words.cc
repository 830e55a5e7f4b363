// Choosing between two lengths of a text.
#include "render/pictures/words.h"

#include "base/check.h"
#include "base/text.h"
#include "render/scene.h"

namespace minato::render {

std::string fitting(base::Language language, std::string_view key, int room) {
  const std::string_view text = base::text(language, key);
  if (width_of(text) <= room) return std::string(text);
  constexpr std::string_view kFamily = "pictures.";
  MINATO_CHECK(key.starts_with(kFamily));
  return std::string(
      base::text(language, std::string("pictures.short.").append(key.substr(kFamily.size()))));
}

}  // namespace minato::render
