// Sending through a TPACKET_V2 ring (packet_mmap) past the queueing discipline: frames are written
// into shared memory, one system call a batch.
#pragma once

#include <memory>

#include "sys/link.h"

namespace minato::sys {

/// Opens the ring on an interface. Errors: permission (CAP_NET_RAW), exhausted, local.
[[nodiscard]] base::Result<std::unique_ptr<FrameSender>> open_ring_sender(
    std::uint32_t interface_index);

}  // namespace minato::sys
