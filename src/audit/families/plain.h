// What several families share: whether a service that has facts encrypts at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/check.h"

namespace minato::audit {

/// done inside TLS or where TLS can be begun, missing where words were understood in plain text.
[[nodiscard]] std::optional<Answer> encrypted(const Case& given);

/// The sentence of PostgreSQL's ErrorResponse.
[[nodiscard]] std::string postgresql_error(std::string_view reply);

}  // namespace minato::audit
