// All kinds of probes.
#pragma once

#include <span>
#include <string_view>

#include "scan/probe_kind.h"

namespace minato::scan {

/// In the order in which help lists them.
[[nodiscard]] std::span<const ProbeKind* const> probe_kinds();
/// By name ("syn") or option ("-sS"); null when there is none.
[[nodiscard]] const ProbeKind* find_probe_kind(std::string_view name);

extern const ProbeKind kSyn;
extern const ProbeKind kConnect;
extern const ProbeKind kUdp;
extern const ProbeKind kAck;
extern const ProbeKind kFin;
extern const ProbeKind kNull;
extern const ProbeKind kXmas;
extern const ProbeKind kArp;
extern const ProbeKind kNdp;
extern const ProbeKind kIcmpEcho;
extern const ProbeKind kTcpSynPing;
extern const ProbeKind kTcpAckPing;
extern const ProbeKind kUdpPing;
extern const ProbeKind kConnectPing;

}  // namespace minato::scan
