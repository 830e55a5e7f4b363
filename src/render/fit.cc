// Fitting in three steps: hide what may be hidden, level the widest, squeeze the rest.
#include "render/fit.h"

#include <algorithm>

namespace minato::render {
namespace {

/// One wide character, or one sign and the ellipsis.
constexpr std::size_t kNarrowest = 2;

struct Share {
  std::size_t natural;
  std::size_t floor;  ///< not narrower than this
  bool shown = true;
};

std::size_t total(std::span<const Share> shares, std::size_t Share::* width, std::size_t gap) {
  std::size_t sum = 0;
  std::size_t shown = 0;
  for (const Share& share : shares) {
    if (!share.shown) continue;
    sum += share.*width;
    ++shown;
  }
  return sum + (shown > 1 ? (shown - 1) * gap : 0);
}

/// Index of the column to hide next; demands.size() when none may go.
std::size_t next_to_hide(std::span<const ColumnDemand> demands, std::span<const Share> shares) {
  std::size_t found = demands.size();
  for (std::size_t i = 0; i < demands.size(); ++i) {
    if (!shares[i].shown || demands[i].hide == 0) continue;
    if (found == demands.size() || demands[i].hide >= demands[found].hide) found = i;
  }
  return found;
}

/// Takes one column at a time from the widest that is above its floor, until `excess` is gone.
void level(std::span<Share> shares, std::size_t excess) {
  while (excess > 0) {
    Share* widest = nullptr;
    for (Share& share : shares) {
      if (!share.shown || share.natural <= share.floor) continue;
      if (widest == nullptr || share.natural > widest->natural) widest = &share;
    }
    if (widest == nullptr) return;
    --widest->natural;
    --excess;
  }
}

}  // namespace

std::vector<std::size_t> fit_columns(std::span<const ColumnDemand> demands, std::size_t room,
                                     std::size_t gap) {
  std::vector<Share> shares;
  shares.reserve(demands.size());
  for (const ColumnDemand& demand : demands) {
    shares.push_back({.natural = demand.natural, .floor = demand.minimum});
  }
  if (room > 0) {
    while (total(shares, &Share::floor, gap) > room) {
      const std::size_t victim = next_to_hide(demands, shares);
      if (victim == demands.size()) break;
      shares[victim].shown = false;
    }
    const auto excess = [&] {
      const std::size_t wanted = total(shares, &Share::natural, gap);
      return wanted > room ? wanted - room : 0;
    };
    level(shares, excess());
    for (Share& share : shares) share.floor = std::min(share.floor, kNarrowest);
    level(shares, excess());
  }
  std::vector<std::size_t> widths;
  widths.reserve(shares.size());
  for (const Share& share : shares) widths.push_back(share.shown ? share.natural : kHiddenColumn);
  return widths;
}

}  // namespace minato::render
