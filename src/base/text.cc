// Looking sentences up in the generated catalogue.
#include "base/text.h"

#include <fmt/args.h>

#include <algorithm>

namespace minato::base {
namespace {

const CatalogueEntry* find(std::string_view key) {
  const auto entries = catalogue();
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), key,
      [](const CatalogueEntry& entry, std::string_view wanted) { return entry.key < wanted; });
  return at != entries.end() && at->key == key ? &*at : nullptr;
}

}  // namespace

bool has_text(std::string_view key) { return find(key) != nullptr; }

std::string_view text(Language language, std::string_view key) {
  const CatalogueEntry* entry = find(key);
  if (entry == nullptr) return key;
  return language == Language::ja ? entry->ja : entry->en;
}

std::string tr_args(Language language, std::string_view key, std::span<const std::string> args) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const std::string& arg : args) store.push_back(arg);
  return fmt::vformat(text(language, key), store);
}

}  // namespace minato::base
