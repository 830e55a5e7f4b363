// Reads only as much as the question needs: this runs once a frame.
#include "lab/link/icmp_error.h"

#include "wire/ethernet.h"
#include "wire/icmp.h"
#include "wire/ipv6.h"
#include "wire/protocol_numbers.h"

namespace minato::lab {
namespace {

bool v4_error(base::Bytes packet) {
  const std::size_t header = packet.empty() ? 0 : static_cast<std::size_t>(packet[0] & 15) * 4;
  if (packet.size() <= header || header < 20 || packet[9] != wire::kIpIcmp) return false;
  const std::uint8_t type = packet[header];
  return type == wire::kIcmpUnreachable || type == wire::kIcmpTimeExceeded ||
         type == wire::kIcmpParameterProblem;
}

bool v6_error(base::Bytes packet) {
  if (packet.size() <= wire::kIpv6HeaderBytes || packet[6] != wire::kIpIcmpv6) return false;
  const std::uint8_t type = packet[wire::kIpv6HeaderBytes];
  return type >= wire::kIcmpv6Unreachable && type <= wire::kIcmpv6ParameterProblem &&
         type != wire::kIcmpv6PacketTooBig;
}

}  // namespace

bool is_icmp_error(wire::LinkType link, base::Bytes frame) {
  if (link == wire::LinkType::ethernet) {
    const auto ethernet = wire::decode_ethernet(frame);
    if (!ethernet) return false;
    frame = ethernet->payload;
  }
  if (frame.empty()) return false;
  return frame[0] >> 4 == 4 ? v4_error(frame) : frame[0] >> 4 == 6 && v6_error(frame);
}

}  // namespace minato::lab
