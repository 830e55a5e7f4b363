// The kernel's interfaces as a LinkFactory.
#pragma once

#include "sys/link.h"

namespace minato::sys {

/// Rings on Ethernet and on devices without link layer; raw sockets to send on loopback.
/// Thread-safe.
class SystemLinks final : public LinkFactory {
 public:
  [[nodiscard]] base::Result<PacketLink> open(const LinkRequest& request) override;
};

}  // namespace minato::sys
