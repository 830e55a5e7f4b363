// Everything that one `minato scan` was asked for, and the parts of the command.
#pragma once

#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/scan_settings.h"
#include "cli/scan_targets.h"
#include "render/scan/report.h"

namespace minato::cli {

struct ScanWanted {
  ScanSettings settings{};
  ScanTargets targets{};
  std::uint32_t interface_index = 0;  ///< 0: any
  std::string command_line{};
  std::string version{};
  std::string vantage{};
  std::vector<render::ScanKind> kinds{};
};

/// --dry-run: what would be sent, on standard output or in a file.
[[nodiscard]] base::Result<ExitCode> run_scan_dry(Context& context, const Arguments& arguments,
                                                  const ScanWanted& wanted);

/// Many addresses of other people need a rate and a yes. True: go on. Errors: input.
[[nodiscard]] base::Result<bool> may_scan_public(Context& context, const Arguments& arguments,
                                                 const ScanWanted& wanted);

}  // namespace minato::cli
