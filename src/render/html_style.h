// The style sheet of the pages, light and dark, from the colours of the roles.
#pragma once

#include <string>

namespace minato::render {

[[nodiscard]] std::string page_style_sheet();

}  // namespace minato::render
