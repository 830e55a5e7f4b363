// The kernel's interfaces as a LinkFactory.
#pragma once

#include "sys/link.h"
#include "sys/link_device.h"

namespace minato::sys {

/// How frames leave by Ethernet interfaces.
enum class Sending : std::uint8_t { rings, xdp };

/// Rings on devices without link layer, too; raw sockets to send on loopback. Thread-safe.
class SystemLinks final : public LinkFactory {
 public:
  explicit SystemLinks(Sending sending = Sending::rings) : sending_(sending) {}
  [[nodiscard]] base::Result<PacketLink> open(const LinkRequest& request) override;

 private:
  [[nodiscard]] base::Result<std::unique_ptr<FrameSender>> open_sender(const LinkDevice& device,
                                                                       Framing framing) const;

  Sending sending_;
};

}  // namespace minato::sys
