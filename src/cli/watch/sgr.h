// The looks of render's roles, which are written as escape sequences (ECMA-48, SGR), as attributes.
#pragma once

#include <string_view>

namespace minato::cli::watch {

struct CellLook {
  bool bold = false;
  bool dim = false;
  bool underlined = false;
  short colour = -1;  ///< of the text: 0 to 255; -1: the terminal's own

  bool operator==(const CellLook&) const = default;
};

/// What "\x1b[1;38;5;37m" asks for. What it does not know it leaves out.
[[nodiscard]] CellLook parse_sgr(std::string_view sequence);

}  // namespace minato::cli::watch
