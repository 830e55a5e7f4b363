// Open ports that the packets alone gave away: as a table, and as the observations of a scan.
#pragma once

#include <string>

#include "cli/capture/summary.h"
#include "cli/context.h"

namespace minato::cli {

/// One `observation` a line, appended.
void append_inventory_json(std::string& out, const Context& context, const CaptureView& view);
void write_inventory(Context& context, const CaptureView& view);

}  // namespace minato::cli
