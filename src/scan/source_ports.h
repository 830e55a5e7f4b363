// Which source ports to scan from: none that this machine's own connections use.
#pragma once

#include "model/port_set.h"
#include "scan/probe_token.h"

namespace minato::scan {

/// A range of SourcePorts::kCount ports outside `ephemeral` without any of `taken`; where there is
/// none, the one with the fewest of them. taken: ports of this machine's sockets.
[[nodiscard]] SourcePorts choose_source_ports(model::PortInterval ephemeral,
                                              const model::PortSet& taken);

}  // namespace minato::scan
