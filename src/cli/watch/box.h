// Boxes in the middle of the screen: a frame around lines, with a title.
#pragma once

#include <string_view>
#include <vector>

#include "cli/watch/frame.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// Columns and rows that a box may have inside its frame.
[[nodiscard]] std::size_t box_columns(Size screen);
[[nodiscard]] std::size_t box_rows(Size screen);

/// A framed box in the middle; lines that are too many or too long are cut.
[[nodiscard]] Box make_box(Size screen, render::Charset charset, std::string_view title,
                           const std::vector<Line>& lines);

}  // namespace minato::cli::watch
