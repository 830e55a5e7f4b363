// Moments as people at this machine read them: in its time zone.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/language.h"

namespace minato::cli {

/// "20:03:11"
[[nodiscard]] std::string clock_text(base::Timestamp time);
/// "2026-11-23 20:03:11"
[[nodiscard]] std::string date_text(base::Timestamp time);
/// "3 d 4 h", "12 min", "5 s": the two greatest units that count. Negative spans are none.
[[nodiscard]] std::string span_text(std::chrono::microseconds span, base::Language language);

}  // namespace minato::cli
