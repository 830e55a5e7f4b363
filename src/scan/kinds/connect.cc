// A full TCP connection by the kernel: needs no rights.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort == Reply::Sort::connected) {
    return Verdict{model::PortState::open, model::Reason::conn_accept};
  }
  if (reply.sort == Reply::Sort::refused) {
    return Verdict{model::PortState::closed, model::Reason::conn_refused};
  }
  return filtered_by_icmp(reply);
}

}  // namespace

const ProbeKind kConnect = {
    .name = "connect",
    .option = "-sT",
    .help = "scan.kind.connect",
    .shape = ProbeShape::connect,
    .transport = model::Transport::tcp,
    .needs_raw_sockets = false,
    .silence = model::PortState::filtered,
    .judge = judge,
};

}  // namespace minato::scan
