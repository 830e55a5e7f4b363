// Sending through AF_XDP (linux/Documentation/networking/af_xdp.rst): frames lie in memory that the
// driver reads itself where it can (zero-copy); elsewhere the kernel copies each once.
#pragma once

#include <memory>

#include "sys/link.h"

namespace minato::sys {

/// For Ethernet interfaces; sends on their first queue and loads no program, so what the machine
/// receives goes its usual way. Errors: unavailable, when libxdp is not installed; permission
/// (CAP_NET_RAW, locked memory); local, naming the call.
[[nodiscard]] base::Result<std::unique_ptr<FrameSender>> open_xdp_sender(
    const std::string& interface);

}  // namespace minato::sys
