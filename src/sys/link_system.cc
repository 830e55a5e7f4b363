// Which way of sending and receiving fits a device.
#include "sys/link_system.h"

#include "sys/link_device.h"
#include "sys/link_raw_sender.h"
#include "sys/link_ring_receiver.h"
#include "sys/link_ring_sender.h"

namespace minato::sys {

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
  auto receiver = open_ring_receiver(request, *framing);
  if (!receiver) return base::fail(receiver.error());
  link.receiver = std::move(*receiver);
  auto sender = device->loopback ? open_raw_sender() : open_ring_sender(request.interface_index);
  if (!sender) return base::fail(sender.error());
  link.sender = std::move(*sender);
  return link;
}

}  // namespace minato::sys
