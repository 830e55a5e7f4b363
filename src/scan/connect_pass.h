// A pass without packets of our own: connections by the kernel, paced and repeated by the same
// scheduler. Needs no right.
#pragma once

#include "scan/scan_pass.h"
#include "sys/connector.h"

namespace minato::scan {

/// Attempts under way at once, where the system lets there be as many.
inline constexpr std::size_t kMostConnections = 8192;

/// What an attempt's errno says about its target.
[[nodiscard]] std::optional<Reply> reply_of_error(int error, model::Transport transport);

/// As run_pass(); the plan's lanes, links, ports of origin and style are not looked at. All on the
/// caller's thread. most_connections: as the connector was made with.
[[nodiscard]] base::Result<PassSummary> run_connect_pass(const PassPlan& plan,
                                                         sys::Connector& connector,
                                                         std::size_t most_connections,
                                                         const base::Clock& clock, PassSink& sink,
                                                         const std::stop_token& stop);

}  // namespace minato::scan
