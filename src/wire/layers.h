// The layers of a captured frame: which headers stand where, tunnels included. No values are read
// but those that say where the next header begins, so that it is quick enough for every packet.
#pragma once

#include <array>
#include <optional>

#include "wire/decoded.h"

namespace minato::wire {

/// Frames that nest deeper are malformed: nobody sends them but to waste our time.
inline constexpr std::size_t kMostLayers = 24;

struct Layer {
  Protocol protocol = Protocol::unknown;
  /// Number of an IPv6 extension header, or what an 802.2 header announces: see the walk.
  std::uint8_t number = 0;
  bool quoted = false;             ///< inside the packet that an ICMP error quotes
  bool cut = false;                ///< the payload is shorter than the header announces
  std::uint32_t offset = 0;        ///< from the start of the frame
  std::uint32_t header_bytes = 0;  ///< with options
  std::uint32_t payload_bytes = 0;
  /// The same as the headers announce it: more when the capture cut the frame, or a length lies.
  std::uint32_t announced_bytes = 0;
};

/// An IP packet of which this frame has a part only.
struct FragmentAt {
  std::uint8_t layer = 0;          ///< of the IPv4 header, or of the IPv6 fragment header
  std::uint8_t network_layer = 0;  ///< of the IP header
  std::uint8_t protocol = 0;       ///< IP number of what was taken apart
  bool more = false;
  std::uint32_t offset_bytes = 0;
  std::uint32_t identification = 0;
};

struct Layers {
  std::array<Layer, kMostLayers> items;  // not initialised: `count` are there
  std::size_t count = 0;
  Protocol next = Protocol::unknown;  ///< what the last layer says about its payload
  std::optional<FragmentAt> fragment{};
  std::optional<base::Malformed> fault{};  ///< the headers before it are good

  [[nodiscard]] const Layer* last() const { return count == 0 ? nullptr : &items[count - 1]; }
};

/// Walks from `first` on until a payload, an unknown protocol, a fragment or a fault. Offsets count
/// from the start of `frame`.
void walk_layers(Protocol first, base::Bytes frame, Layers& out);
/// The same for what an IP packet carries, by the protocol's number.
void walk_ip_payload(std::uint8_t number, base::Bytes payload, Layers& out);

}  // namespace minato::wire
