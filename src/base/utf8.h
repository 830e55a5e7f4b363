// Bytes that claim to be UTF-8 (RFC 3629): checked, and mended where a reader insists on it.
#pragma once

#include <string>
#include <string_view>

namespace minato::base {

/// Whether all of `text` is well-formed: shortest forms, no surrogates, at most U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// `text` with each ill-formed byte replaced by U+FFFD; well-formed text unchanged.
[[nodiscard]] std::string mended_utf8(std::string_view text);

/// `code`, a Unicode scalar value, appended to `text`; U+FFFD for what is none.
void append_utf8(std::string& text, char32_t code);

}  // namespace minato::base
