// Words of the danger levels.
#include "registry/danger.h"

#include <array>

#include "base/text.h"

namespace minato::registry {
namespace {

constexpr std::array<std::string_view, 4> kWords = {"none", "low", "medium", "high"};
constexpr std::array<std::string_view, 4> kKeys = {"registry.danger.none", "registry.danger.low",
                                                   "registry.danger.medium",
                                                   "registry.danger.high"};

}  // namespace

std::string_view to_text(Danger danger) { return kWords.at(static_cast<std::size_t>(danger)); }

std::optional<Danger> parse_danger(std::string_view text) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords.at(i) == text) return static_cast<Danger>(i);
  }
  return std::nullopt;
}

std::string_view danger_text(Danger danger, base::Language language) {
  return base::text(language, kKeys.at(static_cast<std::size_t>(danger)));
}

}  // namespace minato::registry
