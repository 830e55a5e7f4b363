// The ja/en catalogues: every sentence for people, looked up by key. Source:
// data/text/<lang>/*.toml.
#pragma once

#include <fmt/core.h>

#include <span>
#include <string>
#include <string_view>

#include "base/language.h"

namespace minato::base {

/// One entry of the generated catalogue, sorted by key.
struct CatalogueEntry {
  std::string_view key;
  std::string_view en;
  std::string_view ja;
};

/// The whole catalogue, sorted by key.
[[nodiscard]] std::span<const CatalogueEntry> catalogue();

/// True when the catalogue knows `key`.
[[nodiscard]] bool has_text(std::string_view key);

/// The sentence of `key`; the key itself when the catalogue lacks it (a style test forbids that).
[[nodiscard]] std::string_view text(Language language, std::string_view key);

/// The sentence with its {0}, {1}, … replaced by `args`.
[[nodiscard]] std::string tr_args(Language language, std::string_view key,
                                  std::span<const std::string> args);

/// The sentence with its placeholders replaced, fmt's syntax.
template <typename... Args>
[[nodiscard]] std::string tr(Language language, std::string_view key, const Args&... args) {
  return fmt::vformat(text(language, key), fmt::make_format_args(args...));
}

}  // namespace minato::base
