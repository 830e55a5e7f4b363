// Sending IP packets through raw sockets (raw(7)): the kernel routes them. For loopback and our own
// addresses, where frames injected below IP would be dropped as martians.
#pragma once

#include <memory>

#include "sys/link.h"

namespace minato::sys {

/// Frames are whole IP packets. Errors: permission (CAP_NET_RAW), local.
[[nodiscard]] base::Result<std::unique_ptr<FrameSender>> open_raw_sender();

}  // namespace minato::sys
