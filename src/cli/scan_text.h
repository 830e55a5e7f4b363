// Sentences of `minato scan` that more than one part of it needs.
#pragma once

#include <string>
#include <vector>

#include "cli/context.h"
#include "render/json.h"
#include "scan/route_plan.h"

namespace minato::cli {

/// The command line as one could type it again in a shell.
[[nodiscard]] std::string command_line_text(const std::vector<std::string>& typed);

/// "10.0.0.0/8", or "10.0.0.3-10.0.0.9".
[[nodiscard]] std::string range_text(const model::AddressRange& range);

/// What cannot be asked, and why.
[[nodiscard]] render::Skipped skipped_text(const Context& context, const scan::LeftOutRange& left);

}  // namespace minato::cli
