// A connection to a common port, for discovery without rights: accepted or refused, somebody is
// there.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort == Reply::Sort::connected) {
    return Verdict{model::PortState::open, model::Reason::conn_accept};
  }
  if (reply.sort == Reply::Sort::refused) {
    return Verdict{model::PortState::open, model::Reason::conn_refused};
  }
  return std::nullopt;
}

}  // namespace

const ProbeKind kConnectPing = {
    .name = "connect-ping",
    .option = "-PS",
    .help = "scan.kind.connect-ping",
    .shape = ProbeShape::connect,
    .transport = model::Transport::tcp,
    .finds_hosts = true,
    .needs_raw_sockets = false,
    .judge = judge,
};

}  // namespace minato::scan
