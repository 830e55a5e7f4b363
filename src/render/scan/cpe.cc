// The first seven components have places in the URI; "*" is empty, trailing empty ones are dropped,
// quoted characters are percent-encoded.
#include "render/scan/cpe.h"

#include <fmt/format.h>

#include <vector>

namespace minato::render {
namespace {

constexpr std::string_view kPrefix = "cpe:2.3:";
constexpr std::size_t kUriComponents = 7;  // part to language

/// Components between colons; a colon behind a backslash belongs to its component.
std::vector<std::string> components_of(std::string_view text) {
  std::vector<std::string> components(1);
  bool quoted = false;
  for (const char c : text) {
    if (quoted) {
      components.back() += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else if (c == ':') {
      components.emplace_back();
    } else if (c != '\\') {
      components.back() += c;
    }
    quoted = c == '\\' && !quoted;
  }
  return components;
}

}  // namespace

std::string cpe_uri(std::string_view cpe) {
  if (!cpe.starts_with(kPrefix)) return std::string(cpe);
  auto components = components_of(cpe.substr(kPrefix.size()));
  if (components.size() > kUriComponents) components.resize(kUriComponents);
  for (std::string& component : components) {
    if (component == "*") component.clear();
  }
  while (!components.empty() && components.back().empty()) components.pop_back();
  std::string uri = "cpe:/";
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (i > 0) uri += ':';
    uri += components[i];
  }
  return uri;
}

}  // namespace minato::render
