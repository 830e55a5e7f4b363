// The words for socket states and timers.
#include "model/socket.h"

#include <array>

#include "base/suggest.h"

namespace minato::model {
namespace {
constexpr std::array<std::string_view, 12> kStates = {
    "listen",     "syn-sent", "syn-received", "established", "fin-wait-1", "fin-wait-2",
    "close-wait", "closing",  "last-ack",     "time-wait",   "closed",     "bound"};
constexpr std::array<std::string_view, 5> kTimers = {"none", "retransmit", "keepalive", "time-wait",
                                                     "persist"};
}  // namespace

std::string_view to_text(SocketState state) { return kStates[static_cast<std::size_t>(state)]; }

base::Result<SocketState> parse_socket_state(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == text) return static_cast<SocketState>(i);
  }
  return base::fail(base::input_error(
      "error.socket-state", {std::string(text)},
      {std::string(text), 0, text.size(), std::string(base::suggest(text, kStates).value_or(""))}));
}

std::string_view to_text(TimerKind kind) { return kTimers[static_cast<std::size_t>(kind)]; }

}  // namespace minato::model
