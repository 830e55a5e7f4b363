// Prints what a perfect scanner would find in a plan, one JSON object a line.
#pragma once

#include <bitset>
#include <cstdio>
#include <string>
#include <tl/expected.hpp>

#include "lab/hosts/host_plan.h"

namespace minato::lab {

/// A block with more addresses is not listed.
inline constexpr std::uint64_t kMostTruthAddresses = 1U << 24;

/// {"address":…,"port":…,"transport":…,"state":…,"reason":…} for every living address of `targets`
/// and every port; without ports {"address":…} for every living address.
[[nodiscard]] tl::expected<void, std::string> print_truth(const Plan& plan,
                                                          const model::Prefix& targets,
                                                          const std::bitset<65536>& ports,
                                                          Probe probe, std::FILE* out);

}  // namespace minato::lab
