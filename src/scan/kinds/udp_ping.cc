// A datagram to a port that is most likely closed: the refusal shows the host.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort == Reply::Sort::udp) {
    return Verdict{model::PortState::open, model::Reason::udp_response};
  }
  if (reply.sort == Reply::Sort::icmp_error && reply.from_target) {
    return Verdict{model::PortState::open, reply.icmp_reason};
  }
  return std::nullopt;
}

}  // namespace

const ProbeKind kUdpPing = {
    .name = "udp-ping",
    .option = "-PU",
    .help = "scan.kind.udp-ping",
    .shape = ProbeShape::udp,
    .transport = model::Transport::udp,
    .finds_hosts = true,
    .judge = judge,
};

}  // namespace minato::scan
