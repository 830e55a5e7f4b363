// Neighbor discovery: who on this link has the IPv6 address?
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort != Reply::Sort::neighbor) return std::nullopt;
  return Verdict{model::PortState::open, model::Reason::nd_response};
}

}  // namespace

const ProbeKind kNdp = {
    .name = "ndp",
    .option = "-PR",
    .help = "scan.kind.ndp",
    .shape = ProbeShape::neighbor,
    .finds_hosts = true,
    .judge = judge,
};

}  // namespace minato::scan
