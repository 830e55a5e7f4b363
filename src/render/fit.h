// How the columns of a table share a screen that is too narrow for them.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace minato::render {

/// One column's wish and what it may give up. All in terminal columns.
struct ColumnDemand {
  std::size_t natural = 0;
  std::size_t minimum = 0;  ///< at most `natural`; equal to it when the column does not shrink
  unsigned hide = 0;        ///< 0: never; otherwise the greatest goes first
};

inline constexpr std::size_t kHiddenColumn = std::numeric_limits<std::size_t>::max();

/// Widths of the columns, `gap` columns between them, within `room` (0: no limit). First the wide
/// ones shrink to their minimum, then columns are hidden, at last all become narrower than they
/// want, down to two. kHiddenColumn for a hidden one.
[[nodiscard]] std::vector<std::size_t> fit_columns(std::span<const ColumnDemand> demands,
                                                   std::size_t room, std::size_t gap);

}  // namespace minato::render
