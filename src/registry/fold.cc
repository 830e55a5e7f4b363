// Folding by utf8proc, searching byte by byte: UTF-8 characters never match in their middle.
#include "registry/fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/strings.h"

namespace minato::registry {
namespace {

constexpr std::size_t kShortWord = 3;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A border between two bytes: not both are ASCII letters or digits.
constexpr bool is_border(char left, char right) {
  return !is_word_byte(left) || !is_word_byte(right);
}

}  // namespace

std::string fold(std::string_view text) {
  const std::string terminated(text.substr(0, text.find('\0')));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> folded(
      utf8proc_NFKC_Casefold(reinterpret_cast<const utf8proc_uint8_t*>(terminated.c_str())),
      &std::free);
  if (!folded) return base::to_lower(text);
  return reinterpret_cast<const char*>(folded.get());
}

Found find_word(std::string_view text, std::string_view word) {
  Found best = Found::nowhere;
  const auto same = [](char left, char right) { return lower(left) == right; };
  auto from = text.begin();
  while (best != Found::whole_word && !word.empty()) {
    const auto at = std::search(from, text.end(), word.begin(), word.end(), same);
    if (at == text.end()) break;
    const auto end = at + static_cast<std::ptrdiff_t>(word.size());
    const bool starts = at == text.begin() || is_border(*(at - 1), *at);
    const bool ends = end == text.end() || is_border(*(end - 1), *end);
    if (starts) {
      best = std::min(best, ends ? Found::whole_word : Found::word_start);
    } else if (word.size() >= kShortWord) {
      best = std::min(best, Found::inside);
    }
    from = at + 1;
  }
  return best;
}

}  // namespace minato::registry
