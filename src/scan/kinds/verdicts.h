// Judgements that several kinds share.
#pragma once

#include <optional>

#include "scan/probe_kind.h"
#include "wire/tcp.h"

namespace minato::scan {

[[nodiscard]] inline bool has_flags(const Reply& reply, std::uint16_t bits) {
  return reply.sort == Reply::Sort::tcp && (reply.tcp_flags & bits) == bits;
}

/// An ICMP error in answer to a TCP segment: somebody on the way, or the host, lets nothing
/// through.
[[nodiscard]] inline std::optional<Verdict> filtered_by_icmp(const Reply& reply) {
  if (reply.sort != Reply::Sort::icmp_error) return std::nullopt;
  return Verdict{model::PortState::filtered, reply.icmp_reason};
}

/// FIN, NULL and Xmas: a closed port answers with RST, an open one with silence (RFC 9293 section
/// 3.10.7).
[[nodiscard]] inline std::optional<Verdict> judge_stealth(const Reply& reply) {
  if (has_flags(reply, wire::kTcpRst)) {
    return Verdict{model::PortState::closed, model::Reason::reset};
  }
  return filtered_by_icmp(reply);
}

/// Any TCP segment from the host itself, or a refusal that only it can send, shows that it is up.
[[nodiscard]] inline std::optional<Verdict> judge_tcp_ping(const Reply& reply) {
  if (has_flags(reply, wire::kTcpSyn | wire::kTcpAck)) {
    return Verdict{model::PortState::open, model::Reason::syn_ack};
  }
  if (has_flags(reply, wire::kTcpRst)) return Verdict{model::PortState::open, model::Reason::reset};
  if (reply.sort == Reply::Sort::icmp_error && reply.from_target) {
    return Verdict{model::PortState::open, reply.icmp_reason};
  }
  return std::nullopt;
}

}  // namespace minato::scan
