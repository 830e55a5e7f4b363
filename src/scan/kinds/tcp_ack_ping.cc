// An ACK out of nowhere: hosts behind simple filters answer it with RST.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

const ProbeKind kTcpAckPing = {
    .name = "tcp-ack-ping",
    .option = "-PA",
    .help = "scan.kind.tcp-ack-ping",
    .shape = ProbeShape::tcp,
    .tcp_flags = wire::kTcpAck,
    .transport = model::Transport::tcp,
    .finds_hosts = true,
    .judge = judge_tcp_ping,
};

}  // namespace minato::scan
