// Who was seen serving where: what the packets alone tell about open ports, as a scan tells it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "capture/analysis.h"
#include "model/observation.h"

namespace minato::capture {

/// Open ports among the conversations of these indexes, in the order of their endpoints: TCP whose
/// SYN was answered (or whose service was understood), UDP that answered. Passwords that travelled
/// in clear text are a finding; the secret itself is never part of it.
[[nodiscard]] std::vector<model::Observation> passive_inventory(
    const Analysis& analysis, std::span<const std::uint32_t> indexes);

}  // namespace minato::capture
