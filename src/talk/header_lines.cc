// Lines with a colon; all others are left out.
#include "talk/header_lines.h"

#include "base/strings.h"

namespace minato::talk {

std::vector<std::string_view> header_values(std::string_view head, std::string_view name) {
  const std::string wanted = base::to_lower(name);
  std::vector<std::string_view> found;
  for (const std::string_view line : base::split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (base::to_lower(base::trim(line.substr(0, colon))) == wanted) {
      found.push_back(base::trim(line.substr(colon + 1)));
    }
  }
  return found;
}

std::string_view header_value(std::string_view head, std::string_view name) {
  const auto values = header_values(head, name);
  return values.empty() ? std::string_view() : values.front();
}

}  // namespace minato::talk
