// The one expression that both the build tool and the tests hand to Vectorscan.
#include <string>

#include "identify/fingerprint_set.h"

namespace minato::identify {

std::string scan_expression(std::string_view fact, std::string_view pattern) {
  std::string out = "^";
  for (const char letter : fact) {
    if (letter == '.') out += '\\';
    out += letter;
  }
  out += ": ";
  if (pattern.starts_with('^')) {
    pattern.remove_prefix(1);
  } else {
    out += ".*";
  }
  return out + "(?:" + std::string(pattern) + ")";
}

}  // namespace minato::identify
