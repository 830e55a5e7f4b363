// Whether a protocol encrypts, or makes the client prove who it is: yes, no, or only when asked to.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/language.h"

namespace minato::registry {

enum class Answer : std::uint8_t { no, optional, yes };

/// "no", "optional" or "yes".
[[nodiscard]] std::string_view to_text(Answer answer);
/// A phrase for people on encryption: "not encrypted", 暗号化されない.
[[nodiscard]] std::string_view encrypted_text(Answer answer, base::Language language);
/// A phrase for people on authentication: "no sign-in", 認証なし.
[[nodiscard]] std::string_view authenticated_text(Answer answer, base::Language language);

}  // namespace minato::registry
