// A TCP segment without any flag.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

const ProbeKind kNull = {
    .name = "null",
    .option = "-sN",
    .help = "scan.kind.null",
    .shape = ProbeShape::tcp,
    .tcp_flags = 0,
    .transport = model::Transport::tcp,
    .silence = model::PortState::open_or_filtered,
    .judge = judge_stealth,
};

}  // namespace minato::scan
