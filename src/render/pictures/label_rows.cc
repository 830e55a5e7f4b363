// A label goes below every label that begins, to its right, above its text: then no thread of those
// passes through it.
#include "render/pictures/label_rows.h"

#include <algorithm>
#include <utility>

namespace minato::render {

std::vector<int> label_rows(std::span<const HangingLabel> labels) {
  std::vector<int> rows(labels.size());
  for (std::size_t i = labels.size(); i-- > 0;) {
    const int end = labels[i].x + labels[i].columns;
    for (std::size_t right = i + 1; right < labels.size() && labels[right].x <= end; ++right) {
      rows[i] = std::max(rows[i], rows[right] + 1);
    }
  }
  return rows;
}

std::vector<std::size_t> labels_that_fit(std::span<const HangingLabel> labels, int most_rows,
                                         std::size_t most_labels) {
  std::vector<std::size_t> kept;
  for (std::size_t candidate = 0; candidate < labels.size(); ++candidate) {
    if (kept.size() == most_labels) break;
    std::vector<std::size_t> wish = kept;
    const auto place = std::upper_bound(wish.begin(), wish.end(), candidate,
                                        [&](std::size_t one, std::size_t other) {
                                          return std::pair(labels[one].x, labels[one].rank) <
                                                 std::pair(labels[other].x, labels[other].rank);
                                        });
    wish.insert(place, candidate);
    std::vector<HangingLabel> sorted;
    sorted.reserve(wish.size());
    for (const std::size_t index : wish) sorted.push_back(labels[index]);
    const std::vector<int> rows = label_rows(sorted);
    if (std::all_of(rows.begin(), rows.end(), [&](int row) { return row < most_rows; })) {
      kept = std::move(wish);
    }
  }
  return kept;
}

}  // namespace minato::render
