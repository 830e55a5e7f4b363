// NDJSON of local sockets, and the summary that ends every answer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/context.h"
#include "pipeline/local_view.h"
#include "render/json.h"

namespace minato::cli {

/// The view of a local socket for JSON. Its texts live in `reason` as long as the caller keeps it.
[[nodiscard]] render::ObservationView json_view(const Context& context,
                                                const pipeline::LocalSocket& local,
                                                std::string& danger_reason, std::string& advice);

using Counts = std::vector<std::pair<std::string_view, std::uint64_t>>;

/// One observation a socket; no summary.
void write_observations(Context& context, const std::vector<const pipeline::LocalSocket*>& rows);
/// The last line: counts, seconds, and what stayed hidden.
void write_summary(Context& context, std::string_view command, const Counts& counts,
                   std::span<const host::Limitation> hidden = {});
/// Observations and their summary.
void write_sockets_json(Context& context, std::string_view command, const pipeline::LocalView& view,
                        const std::vector<const pipeline::LocalSocket*>& rows);

}  // namespace minato::cli
