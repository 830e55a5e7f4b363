// The frame of a page that needs nothing from elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/language.h"

namespace minato::render {

struct HtmlPage {
  base::Language language = base::Language::en;
  std::string_view title{};   ///< also the heading; escaped here
  std::string_view style{};   ///< of the whole page
  std::string_view body{};    ///< markup, below the heading
  std::string_view footer{};  ///< escaped here
};

[[nodiscard]] std::string html_page(const HtmlPage& page);

}  // namespace minato::render
