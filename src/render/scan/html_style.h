// The style sheet of the HTML report, light and dark, from the colours of the roles.
#pragma once

#include <string>

namespace minato::render {

[[nodiscard]] std::string scan_style_sheet();

}  // namespace minato::render
