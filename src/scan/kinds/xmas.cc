// A TCP segment with FIN, PSH and URG.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

const ProbeKind kXmas = {
    .name = "xmas",
    .option = "-sX",
    .help = "scan.kind.xmas",
    .shape = ProbeShape::tcp,
    .tcp_flags = wire::kTcpFin | wire::kTcpPsh | wire::kTcpUrg,
    .transport = model::Transport::tcp,
    .silence = model::PortState::open_or_filtered,
    .judge = judge_stealth,
};

}  // namespace minato::scan
