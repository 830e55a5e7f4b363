// What every picture is told about its reader.
#pragma once

#include "base/language.h"

namespace minato::render {

/// The narrowest and the widest scene that pictures are laid out for.
inline constexpr int kNarrowestPicture = 40;
inline constexpr int kWidestPicture = 160;

struct PictureOptions {
  base::Language language = base::Language::en;
  int columns = 80;  ///< brought into kNarrowestPicture to kWidestPicture
};

/// The columns that the picture gets.
[[nodiscard]] constexpr int picture_columns(const PictureOptions& options) {
  if (options.columns < kNarrowestPicture) return kNarrowestPicture;
  return options.columns > kWidestPicture ? kWidestPicture : options.columns;
}

}  // namespace minato::render
