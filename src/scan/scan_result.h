// What a scan found out about one port, or about one host.
#pragma once

#include <cstdint>

#include "model/ip_address.h"
#include "model/port_state.h"
#include "scan/instant.h"
#include "scan/probe_kind.h"
#include "wire/mac_address.h"
#include "wire/stack_mark.h"

namespace minato::scan {

/// One port that answered, or stayed silent to the end. For kinds that find hosts: a host that is
/// up.
struct ScanResult {
  const ProbeKind* kind = nullptr;
  model::IpAddress address{};
  std::uint16_t port = 0;
  model::PortState state = model::PortState::filtered;
  model::Reason reason = model::Reason::no_response;
  model::IpAddress responder{};  ///< who answered: the target, or a router
  std::uint8_t ttl = 0;          ///< of the answer as it arrived; 0 for none
  wire::StackMark stack{};       ///< of a SYN-ACK; empty for others
  Duration rtt{};                ///< 0 when not known
  Instant when{};                ///< arrival of the answer, monotonic
  wire::MacAddress mac{};        ///< neighbor answers
};

}  // namespace minato::scan
