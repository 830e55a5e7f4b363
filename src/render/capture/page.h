// A capture as one file to hand to a colleague: tables, pictures, remarks; nothing from elsewhere.
#pragma once

#include <string>
#include <vector>

#include "base/language.h"
#include "render/scene.h"
#include "render/style.h"

namespace minato::render {

struct PageCell {
  std::string text{};
  Role role = Role::plain;  ///< others are shown as a tag
};

struct PageTable {
  std::string caption{};
  std::vector<std::string> headings{};
  std::vector<std::vector<PageCell>> rows{};
  /// A link in the first column of each row to the picture of that number; 0, or too few: none.
  std::vector<std::size_t> pictures{};
};

struct PagePicture {
  std::string title{};
  std::size_t number = 0;  ///< within the page
  Scene scene;
};

/// All text may come from the network: it is escaped here.
struct CapturePage {
  base::Language language = base::Language::en;
  std::string title{};
  std::string version{};
  std::vector<std::string> notes{};
  std::vector<PageTable> tables{};
  std::vector<PagePicture> pictures{};
};

[[nodiscard]] std::string capture_html(const CapturePage& page);

}  // namespace minato::render
