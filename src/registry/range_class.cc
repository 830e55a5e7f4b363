// Bounds and words of the three ranges.
#include "registry/range_class.h"

#include <array>

#include "base/text.h"

namespace minato::registry {
namespace {

struct RangeRow {
  RangeBounds bounds;
  std::string_view title;
  std::string_view explanation;
};

constexpr std::array<RangeRow, 3> kRows = {{
    {{0, model::kLastSystemPort}, "registry.range.system.title", "registry.range.system.explain"},
    {{model::kLastSystemPort + 1, model::kLastUserPort},
     "registry.range.user.title",
     "registry.range.user.explain"},
    {{model::kLastUserPort + 1, 65535},
     "registry.range.dynamic.title",
     "registry.range.dynamic.explain"},
}};

const RangeRow& row(model::PortRange range) { return kRows.at(static_cast<std::size_t>(range)); }

}  // namespace

RangeBounds bounds_of(model::PortRange range) { return row(range).bounds; }

std::string_view range_title(model::PortRange range, base::Language language) {
  return base::text(language, row(range).title);
}

std::string_view range_explanation(model::PortRange range, base::Language language) {
  return base::text(language, row(range).explanation);
}

}  // namespace minato::registry
