// A SYN to a port that many hosts answer on.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

const ProbeKind kTcpSynPing = {
    .name = "tcp-syn-ping",
    .option = "-PS",
    .help = "scan.kind.tcp-syn-ping",
    .shape = ProbeShape::tcp,
    .tcp_flags = wire::kTcpSyn,
    .transport = model::Transport::tcp,
    .finds_hosts = true,
    .judge = judge_tcp_ping,
};

}  // namespace minato::scan
