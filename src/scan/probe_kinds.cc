// The table of kinds.
#include "scan/probe_kinds.h"

#include <algorithm>
#include <array>

namespace minato::scan {
namespace {

constexpr std::array<const ProbeKind*, 14> kKinds = {
    &kSyn, &kConnect, &kUdp,      &kAck,        &kFin,        &kNull,    &kXmas,
    &kArp, &kNdp,     &kIcmpEcho, &kTcpSynPing, &kTcpAckPing, &kUdpPing, &kConnectPing,
};

}  // namespace

std::span<const ProbeKind* const> probe_kinds() { return kKinds; }

const ProbeKind* find_probe_kind(std::string_view name) {
  const auto found = std::ranges::find_if(
      kKinds, [&](const ProbeKind* kind) { return kind->name == name || kind->option == name; });
  return found == kKinds.end() ? nullptr : *found;
}

}  // namespace minato::scan
