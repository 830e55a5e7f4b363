// TCP ACK: a RST shows that no stateful filter stands in front, whether the port is open or not.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (has_flags(reply, wire::kTcpRst)) {
    return Verdict{model::PortState::unfiltered, model::Reason::reset};
  }
  return filtered_by_icmp(reply);
}

}  // namespace

const ProbeKind kAck = {
    .name = "ack",
    .option = "-sA",
    .help = "scan.kind.ack",
    .shape = ProbeShape::tcp,
    .tcp_flags = wire::kTcpAck,
    .transport = model::Transport::tcp,
    .silence = model::PortState::filtered,
    .judge = judge,
};

}  // namespace minato::scan
