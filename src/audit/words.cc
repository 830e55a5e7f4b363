// Lists to one line, patterns, pieces of replies.
#include "audit/words.h"

#include <algorithm>

namespace minato::audit {

std::string joined(std::span<const std::string_view> names) {
  std::string all;
  for (const std::string_view name : names) {
    if (!all.empty()) all += ", ";
    all += name;
  }
  return all;
}

bool matches_any(std::string_view name, std::span<const std::string_view> globs) {
  return std::ranges::any_of(
      globs, [name](std::string_view glob) { return base::matches_glob(glob, name); });
}

std::string first_line(std::string_view reply) {
  constexpr std::size_t kMost = 200;
  const std::string_view line = base::trim(reply.substr(0, reply.find('\n')));
  return std::string(line.substr(0, kMost));
}

bool contains(std::string_view text, std::string_view word) {
  return base::to_lower(text).find(base::to_lower(word)) != std::string::npos;
}

}  // namespace minato::audit
