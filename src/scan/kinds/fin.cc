// TCP FIN without a connection.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

const ProbeKind kFin = {
    .name = "fin",
    .option = "-sF",
    .help = "scan.kind.fin",
    .shape = ProbeShape::tcp,
    .tcp_flags = wire::kTcpFin,
    .transport = model::Transport::tcp,
    .silence = model::PortState::open_or_filtered,
    .judge = judge_stealth,
};

}  // namespace minato::scan
