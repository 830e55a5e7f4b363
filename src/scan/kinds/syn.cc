// TCP SYN: a SYN-ACK means open, a RST closed; the kernel's own RST ends the half-open connection.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (has_flags(reply, wire::kTcpSyn | wire::kTcpAck)) {
    return Verdict{model::PortState::open, model::Reason::syn_ack};
  }
  if (has_flags(reply, wire::kTcpRst)) {
    return Verdict{model::PortState::closed, model::Reason::reset};
  }
  // A SYN alone: both sides open at once (RFC 9293 section 3.5), which nobody does who is closed.
  if (has_flags(reply, wire::kTcpSyn)) {
    return Verdict{model::PortState::open, model::Reason::syn_ack};
  }
  return filtered_by_icmp(reply);
}

}  // namespace

const ProbeKind kSyn = {
    .name = "syn",
    .option = "-sS",
    .help = "scan.kind.syn",
    .shape = ProbeShape::tcp,
    .tcp_flags = wire::kTcpSyn,
    .transport = model::Transport::tcp,
    .silence = model::PortState::filtered,
    .judge = judge,
};

}  // namespace minato::scan
