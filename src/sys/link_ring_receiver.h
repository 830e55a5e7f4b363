// Receiving through a TPACKET_V3 ring (packet_mmap): the kernel writes frames into shared memory,
// one wake-up a block of frames.
#pragma once

#include <memory>

#include "sys/link.h"
#include "sys/link_filter.h"

namespace minato::sys {

/// Opens the ring on an interface; outgoing frames are not seen.
/// Errors: permission (CAP_NET_RAW), exhausted (ring memory), local.
[[nodiscard]] base::Result<std::unique_ptr<FrameReceiver>> open_ring_receiver(
    const LinkRequest& request, Framing framing);

}  // namespace minato::sys
