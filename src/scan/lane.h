// One way out of this machine: an interface, our address on it, and who takes the frames.
#pragma once

#include <cstdint>
#include <optional>

#include "model/ip_address.h"
#include "wire/link_type.h"
#include "wire/mac_address.h"

namespace minato::scan {

struct Lane {
  std::uint16_t link = 0;  ///< index into the open links
  wire::LinkType framing = wire::LinkType::ethernet;
  wire::MacAddress own_mac{};
  model::IpAddress source{};
  /// Nothing: targets are on the link itself.
  std::optional<model::IpAddress> gateway{};
  /// The gateway's address on an Ethernet link; zero when each target has its own.
  wire::MacAddress next_hop{};
};

}  // namespace minato::scan
