// Labels below a line, each hanging on a thread from its place, side by side without crossing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace minato::render {

/// A label that begins at `x` and takes `columns`, its thread included.
struct HangingLabel {
  int x = 0;
  int columns = 0;
  int rank = 0;  ///< of two at the same x the one with the smaller rank hangs lower
};

/// The row of each label, from 0 on: as high as possible without a thread crossing a text. Labels
/// are sorted by x and rank, ascending.
[[nodiscard]] std::vector<int> label_rows(std::span<const HangingLabel> labels);

/// Of labels in order of importance those that fit into `most_rows` together; their indexes,
/// sorted by x and rank. Nothing of a label that does not fit is kept.
[[nodiscard]] std::vector<std::size_t> labels_that_fit(std::span<const HangingLabel> labels,
                                                       int most_rows, std::size_t most_labels);

}  // namespace minato::render
