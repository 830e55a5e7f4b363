// UDP with a request of the port's protocol: any datagram back means open, port unreachable closed.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort == Reply::Sort::udp) {
    return Verdict{model::PortState::open, model::Reason::udp_response};
  }
  // Only the host itself knows that nobody listens there.
  if (reply.sort == Reply::Sort::icmp_error && reply.from_target &&
      reply.icmp_reason == model::Reason::port_unreach) {
    return Verdict{model::PortState::closed, model::Reason::port_unreach};
  }
  return filtered_by_icmp(reply);
}

}  // namespace

const ProbeKind kUdp = {
    .name = "udp",
    .option = "-sU",
    .help = "scan.kind.udp",
    .shape = ProbeShape::udp,
    .transport = model::Transport::udp,
    .silence = model::PortState::open_or_filtered,
    .judge = judge,
};

}  // namespace minato::scan
