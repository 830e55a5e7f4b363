// From where `minato scan` sends: interface, address, port, and how packets look.
#pragma once

#include <cstdint>

#include "cli/arguments.h"
#include "pipeline/scan_job.h"

namespace minato::cli {

/// Fills source, source ports and style of the request in; returns the interface's index, 0 for
/// any. Errors: input, marked; local.
[[nodiscard]] base::Result<std::uint32_t> read_scan_origin(const Arguments& arguments,
                                                           pipeline::ScanRequest& request);

}  // namespace minato::cli
