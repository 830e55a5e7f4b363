// The words for port states and reasons.
#include "model/port_state.h"

#include <array>

#include "model/words.h"

namespace minato::model {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"open", "closed", "filtered", "unfiltered",
                                                     "open|filtered"};

constexpr std::array<std::string_view, 27> kReasons = {
    "no-response",     "syn-ack",        "reset",          "conn-refused",    "conn-accept",
    "udp-response",    "proto-response", "init-ack",       "abort",           "echo-reply",
    "timestamp-reply", "arp-response",   "nd-response",    "net-unreach",     "host-unreach",
    "proto-unreach",   "port-unreach",   "net-prohibited", "host-prohibited", "admin-prohibited",
    "time-exceeded",   "param-problem",  "no-route",       "reject-route",    "localhost-response",
    "user-set",        "error"};
static_assert(kReasons.size() == static_cast<std::size_t>(Reason::error) + 1);

}  // namespace

std::string_view to_text(PortState state) { return kStates[static_cast<std::size_t>(state)]; }

base::Result<PortState> parse_port_state(std::string_view text) {
  return parse_word<PortState>(text, kStates, "error.port-state");
}

std::string_view to_text(Reason reason) { return kReasons[static_cast<std::size_t>(reason)]; }

base::Result<Reason> parse_reason(std::string_view text) {
  return parse_word<Reason>(text, kReasons, "error.reason");
}

}  // namespace minato::model
