// Which way of sending and receiving fits a device.
#include "sys/link_system.h"

#include <future>

#include "sys/link_raw_sender.h"
#include "sys/link_ring_receiver.h"
#include "sys/link_ring_sender.h"
#include "sys/link_xdp_sender.h"

namespace minato::sys {

base::Result<std::unique_ptr<FrameSender>> SystemLinks::open_sender(const LinkDevice& device,
                                                                    Framing framing) const {
  if (device.loopback) return open_raw_sender();
  const bool xdp = sending_ == Sending::xdp && framing == Framing::ethernet;
  return xdp ? open_xdp_sender(device.name) : open_ring_sender(device.index);
}

base::Result<PacketLink> SystemLinks::open(const LinkRequest& request) {
  const auto device = find_link_device(request.interface_index);
  if (!device) return base::fail(device.error());
  if (!device->up) {
    return base::fail(
        {.code = base::ErrorCode::unavailable, .key = "error.link.down", .args = {device->name}});
  }
  const auto framing = framing_of(*device);
  if (!framing) return base::fail(framing.error());
  PacketLink link{.framing = *framing, .mac = device->mac};
  // Each ring waits for the kernel to settle: side by side.
  auto opening = std::async(std::launch::async, open_ring_receiver, request, *framing);
  auto sender = open_sender(*device, *framing);
  auto receiver = opening.get();
  if (!receiver) return base::fail(receiver.error());
  if (!sender) return base::fail(sender.error());
  link.receiver = std::move(*receiver);
  link.sender = std::move(*sender);
  return link;
}

}  // namespace minato::sys
