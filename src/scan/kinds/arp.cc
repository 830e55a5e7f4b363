// ARP: who on this link has the IPv4 address?
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort != Reply::Sort::neighbor) return std::nullopt;
  return Verdict{model::PortState::open, model::Reason::arp_response};
}

}  // namespace

const ProbeKind kArp = {
    .name = "arp",
    .option = "-PR",
    .help = "scan.kind.arp",
    .shape = ProbeShape::neighbor,
    .finds_hosts = true,
    .judge = judge,
};

}  // namespace minato::scan
