// What `minato scan` was asked for, read from its options: kinds, ports, pace, part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "pipeline/scan_job.h"

namespace minato::cli {

struct ScanSettings {
  /// All but targets and source ports.
  pipeline::ScanRequest request{};
  bool means_chosen = false;  ///< by the user, not by the rights at hand
  bool rate_given = false;    ///< --rate or --max-rate
  unsigned verbosity = 0;
  /// A kind of scan was typed for this, but -p names none of its ports: it is left out.
  std::optional<model::Transport> portless{};
};

/// raw: whether this process may send packets of its own. Errors: input, marked; permission, when a
/// kind was demanded that needs what is missing.
[[nodiscard]] base::Result<ScanSettings> read_scan_settings(const Arguments& arguments, bool raw);

}  // namespace minato::cli
