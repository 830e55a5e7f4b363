// Small words for the code of checks: lists to one line, patterns, pieces of replies.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"

namespace minato::audit {

/// "a, b, c".
[[nodiscard]] std::string joined(std::span<const std::string_view> names);
/// Whether a glob of the list covers the name.
[[nodiscard]] bool matches_any(std::string_view name, std::span<const std::string_view> globs);
/// The first line, without its end, at most 200 bytes: evidence.
[[nodiscard]] std::string first_line(std::string_view reply);
/// Whether a word stands in the text, upper and lower case alike.
[[nodiscard]] bool contains(std::string_view text, std::string_view word);

}  // namespace minato::audit
