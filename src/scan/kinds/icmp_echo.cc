// ICMP and ICMPv6 echo.
#include "scan/kinds/verdicts.h"
#include "scan/probe_kinds.h"

namespace minato::scan {

namespace {

std::optional<Verdict> judge(const Reply& reply) {
  if (reply.sort != Reply::Sort::echo) return std::nullopt;
  return Verdict{model::PortState::open, model::Reason::echo_reply};
}

}  // namespace

const ProbeKind kIcmpEcho = {
    .name = "icmp-echo",
    .option = "-PE",
    .help = "scan.kind.icmp-echo",
    .shape = ProbeShape::echo,
    .finds_hosts = true,
    .judge = judge,
};

}  // namespace minato::scan
