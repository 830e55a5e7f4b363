// Ordering of the ends, and a hash that multiplies and folds 64 bits at a time.
#include "capture/flow_key.h"

#include <span>

#include "base/uint128.h"

namespace minato::capture {
namespace {

constexpr std::array<std::string_view, 5> kWords = {"tcp", "udp", "sctp", "dccp", "udp-lite"};

std::uint64_t folded(std::uint64_t left, std::uint64_t right) {
  // A full product mixes all bits: its upper half is what a plain multiplication loses.
  const auto product = static_cast<base::Uint128>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

std::string_view to_text(Carrier carrier) { return kWords[static_cast<std::size_t>(carrier)]; }

model::Transport transport_of(Carrier carrier) {
  if (carrier == Carrier::udp_lite) return model::Transport::udp;
  return static_cast<model::Transport>(carrier);
}

std::uint64_t FlowKey::hash(std::uint64_t seed) const {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
  std::array<std::uint64_t, 5> words;
  std::memcpy(words.data(), this, sizeof(words));
  std::uint64_t state = seed ^ kOdd;
  for (const std::uint64_t word : words) state = folded(state ^ word, kOdd ^ (seed << 1 | 1));
  return state;
}

model::Endpoint FlowKey::end(const std::array<std::uint8_t, 16>& address,
                             std::uint16_t port) const {
  const model::Port number{port, transport_of(carrier)};
  if (family == model::Family::ipv6) return {model::IpAddress::v6(address), number};
  const std::uint32_t four = std::uint32_t{address[0]} << 24 | std::uint32_t{address[1]} << 16 |
                             std::uint32_t{address[2]} << 8 | address[3];
  return {model::IpAddress::v4(four), number};
}

KeyedWay key_of(Carrier carrier, model::Family family, const FlowEnd& source,
                const FlowEnd& destination) {
  // memcmp, because comparing the arrays goes byte by byte.
  const int order = std::memcmp(source.address.data(), destination.address.data(), 16);
  const bool forward = order < 0 || (order == 0 && source.port <= destination.port);
  const FlowEnd& low = forward ? source : destination;
  const FlowEnd& high = forward ? destination : source;
  return {{.low_address = low.address,
           .high_address = high.address,
           .low_port = low.port,
           .high_port = high.port,
           .carrier = carrier,
           .family = family},
          forward ? Way::forward : Way::backward};
}

}  // namespace minato::capture
