// Words of the answers.
#include "registry/answer.h"

#include <array>

#include "base/text.h"

namespace minato::registry {
namespace {

using Words = std::array<std::string_view, 3>;

constexpr Words kWords = {"no", "optional", "yes"};
constexpr Words kEncrypted = {"registry.encrypted.no", "registry.encrypted.optional",
                              "registry.encrypted.yes"};
constexpr Words kAuthenticated = {"registry.authenticated.no", "registry.authenticated.optional",
                                  "registry.authenticated.yes"};

}  // namespace

std::string_view to_text(Answer answer) { return kWords.at(static_cast<std::size_t>(answer)); }

std::string_view encrypted_text(Answer answer, base::Language language) {
  return base::text(language, kEncrypted.at(static_cast<std::size_t>(answer)));
}

std::string_view authenticated_text(Answer answer, base::Language language) {
  return base::text(language, kAuthenticated.at(static_cast<std::size_t>(answer)));
}

}  // namespace minato::registry
