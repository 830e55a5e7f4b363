// A list of what is there of each packet; complete when it is one range from 0 to the end.
#include "capture/fragments.h"

#include <algorithm>

namespace minato::capture {
namespace {

/// After this time the identification means another packet (RFC 791: 15 s to 2 minutes).
constexpr std::int64_t kForgetNs = 60'000'000'000;
constexpr std::size_t kMostRanges = 64;

}  // namespace

Fragments::OpenPacket& Fragments::packet_of(const Fragment& fragment) {
  const auto at = std::ranges::find_if(
      packets_, [&](const auto& packet) { return packet->key == fragment.key; });
  if (at != packets_.end()) {
    if (fragment.time_ns - (*at)->last_ns > kForgetNs) {
      ++refused_;
      **at = {.key = fragment.key};
    }
    return **at;
  }
  if (packets_.size() == kMostOpenPackets) {
    const auto oldest =
        std::ranges::min_element(packets_, {}, [](const auto& packet) { return packet->last_ns; });
    ++refused_;
    packets_.erase(oldest);
  }
  packets_.push_back(std::make_unique<OpenPacket>(OpenPacket{.key = fragment.key}));
  return *packets_.back();
}

bool Fragments::add(OpenPacket& packet, const Fragment& fragment) {
  const auto from = fragment.offset_bytes;
  const auto to = from + static_cast<std::uint32_t>(fragment.bytes.size());
  if (to > kMostPacketBytes || packet.ranges.size() == kMostRanges) return false;
  // Only the last part may end anywhere (RFC 791, RFC 8200 section 4.5).
  if (fragment.more && (fragment.bytes.empty() || fragment.bytes.size() % 8 != 0)) return false;
  if (!fragment.more) {
    if (packet.total && *packet.total != to) return false;
    packet.total = to;
  }
  if (packet.total && to > *packet.total) return false;
  for (const Range& range : packet.ranges) {
    // The very same part again is harmless.
    if (range.from == from && range.to == to) return true;
    if (from < range.to && range.from < to) return false;
  }
  if (packet.bytes.size() < to) packet.bytes.resize(to);
  std::ranges::copy(fragment.bytes, packet.bytes.begin() + static_cast<std::ptrdiff_t>(from));
  if (from == 0) packet.protocol = fragment.protocol;
  packet.ranges.push_back({from, to});
  return true;
}

bool Fragments::whole(const OpenPacket& packet) {
  if (!packet.total) return false;
  std::uint64_t there = 0;  // nothing overlaps: the sum is enough
  for (const Range& range : packet.ranges) there += range.to - range.from;
  return there == *packet.total;
}

std::optional<base::Bytes> Fragments::take(const Fragment& fragment) {
  OpenPacket& packet = packet_of(fragment);
  packet.last_ns = fragment.time_ns;
  if (packet.spoilt) return std::nullopt;
  if (!add(packet, fragment)) {
    packet.spoilt = true;
    packet.bytes = {};
    packet.ranges = {};
    ++refused_;
    return std::nullopt;
  }
  if (!whole(packet)) return std::nullopt;
  ++completed_;
  done_ = std::move(packet.bytes);
  done_protocol_ = packet.protocol;
  std::erase_if(packets_, [&](const auto& open) { return open.get() == &packet; });
  return base::Bytes(done_);
}

}  // namespace minato::capture
