// Text inside XML and HTML: nothing from outside can end a quotation, open a tag or break the file.
#pragma once

#include <string>
#include <string_view>

namespace minato::render {

/// `text` with the signs of markup as entities, and control characters, ill-formed bytes and
/// invisible characters in visible form: fit for elements and quoted attributes of both.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace minato::render
