// Parsing mountinfo.
#include "sys/mounts.h"

#include <algorithm>

#include "base/strings.h"
#include "sys/file.h"

namespace minato::sys {
namespace {

/// The kernel writes space, tab, newline and backslash as three octal digits.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code =
        text[i] == '\\' ? base::parse_number<unsigned>(text.substr(i + 1, 3), 8) : std::nullopt;
    plain += code ? static_cast<char>(*code) : text[i];
    if (code) i += 3;
  }
  return plain;
}

}  // namespace

std::vector<Mount> parse_mounts(std::string_view text) {
  std::vector<Mount> mounts;
  for (const std::string_view line : base::split(text, '\n')) {
    const auto fields = base::words(line);
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 7 || dash == fields.end() || dash + 1 == fields.end()) continue;
    mounts.push_back({unescape(fields[3]), unescape(fields[4]), std::string(*(dash + 1))});
  }
  return mounts;
}

std::vector<Mount> list_mounts() {
  constexpr std::size_t kLargest = 16U << 20;  // hosts of containers have thousands
  return parse_mounts(read_file("/proc/self/mountinfo", kLargest).value_or(""));
}

}  // namespace minato::sys
