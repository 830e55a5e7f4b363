// Whom `minato scan` asks: words, files, exclusions, and what is left out of wide ranges.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/context.h"
#include "model/target_set.h"
#include "render/json.h"

namespace minato::cli {

struct ScanTargets {
  model::TargetSet targets{};
  std::vector<render::Skipped> left_out{};  ///< in the reader's language
  base::Uint128 public_addresses = 0;       ///< of other people, that were asked for
};

/// Resolves names. Errors: input, marked; network, when a name has no address.
[[nodiscard]] base::Result<ScanTargets> read_scan_targets(const Context& context,
                                                          const Arguments& arguments);

}  // namespace minato::cli
