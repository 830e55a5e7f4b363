// What to say to a UDP port so that a server of its usual protocol answers. Data:
// data/scan/udp-payloads.toml, embedded at build time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace minato::scan {

/// One request. All views live as long as the program.
struct UdpPayload {
  std::string_view name;    ///< "dns"
  std::string_view title;   ///< what it asks
  std::string_view source;  ///< the document that defines it: "RFC 1035"
  std::span<const std::uint16_t> ports;
  base::Bytes bytes;
};

/// Every request, ordered by name.
[[nodiscard]] std::span<const UdpPayload> udp_payloads();
/// The request for a port; empty where none is known. O(log n).
[[nodiscard]] base::Bytes udp_payload(std::uint16_t port);

}  // namespace minato::scan
