// What a probe concluded about a port, and from which answer: nmap's words.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace minato::model {

enum class PortState : std::uint8_t { open, closed, filtered, unfiltered, open_or_filtered };

/// "open", "closed", "filtered", "unfiltered", "open|filtered".
[[nodiscard]] std::string_view to_text(PortState state);
[[nodiscard]] base::Result<PortState> parse_port_state(std::string_view text);

/// The answer (or silence) that decided the state.
enum class Reason : std::uint8_t {
  no_response,
  syn_ack,
  reset,
  conn_refused,
  conn_accept,  ///< connect() succeeded; nmap says syn-ack as well, but we did not see one
  udp_response,
  proto_response,
  init_ack,  ///< SCTP
  abort,     ///< SCTP
  echo_reply,
  timestamp_reply,
  arp_response,
  nd_response,
  net_unreach,
  host_unreach,
  proto_unreach,
  port_unreach,
  net_prohibited,
  host_prohibited,
  admin_prohibited,
  time_exceeded,
  param_problem,
  no_route,
  reject_route,
  localhost_response,
  user_set,
  error,
};

/// "no-response", "syn-ack", "reset", …
[[nodiscard]] std::string_view to_text(Reason reason);
[[nodiscard]] base::Result<Reason> parse_reason(std::string_view text);

}  // namespace minato::model
