// What the three port ranges of RFC 6335 section 6 are called and mean, for people.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/language.h"
#include "model/port.h"

namespace minato::registry {

/// First and last port of a range.
struct RangeBounds {
  std::uint16_t first = 0;
  std::uint16_t last = 0;

  bool operator==(const RangeBounds&) const = default;
};

[[nodiscard]] RangeBounds bounds_of(model::PortRange range);
/// "System Ports (well-known)", システムポート(ウェルノウンポート).
[[nodiscard]] std::string_view range_title(model::PortRange range, base::Language language);
/// Two or three sentences: who assigns the numbers and what the range is for.
[[nodiscard]] std::string_view range_explanation(model::PortRange range, base::Language language);

}  // namespace minato::registry
