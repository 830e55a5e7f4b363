// Writing one line.
#include "render/json_builder.h"

#include <fmt/core.h>

#include <boost/json/serializer.hpp>

namespace minato::render {
namespace {

/// DEL and the C1 controls are legal in JSON, but some terminals obey them: escaped from `begin`
/// on.
void escape_high_controls(std::string& out, std::size_t begin) {
  for (std::size_t at = begin; at < out.size(); ++at) {
    const auto byte = static_cast<unsigned char>(out[at]);
    if (byte == 0x7f) {
      out.replace(at, 1, "\\u007f");
    } else if (byte == 0xc2 && at + 1 < out.size()) {
      const auto next = static_cast<unsigned char>(out[at + 1]);
      if (next < 0xa0) out.replace(at, 2, fmt::format("\\u{:04x}", next));
    }
  }
}

}  // namespace

void append_json_line(std::string& out, const json::object& object) {
  const std::size_t begin = out.size();
  json::serializer serializer;
  serializer.reset(&object);
  std::array<char, 4096> chunk;
  while (!serializer.done()) {
    const json::string_view piece = serializer.read(chunk.data(), chunk.size());
    out.append(piece.data(), piece.size());
  }
  const std::string_view line = std::string_view(out).substr(begin);
  if (line.find('\x7f') != std::string_view::npos || line.find('\xc2') != std::string_view::npos) {
    escape_high_controls(out, begin);
  }
  out += '\n';
}

}  // namespace minato::render
