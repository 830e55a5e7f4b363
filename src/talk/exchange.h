// Requests and their replies written down: for the many protocols where a few messages tell who
// answers. A declaration says where a message ends and what it teaches; the machine does the rest.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "talk/machine.h"

namespace minato::talk {

/// What follows from one whole message.
struct Turn {
  enum class What : std::uint8_t { more, ask, finished, not_ours };
  What what = What::finished;
  std::string request{};  ///< of ask

  [[nodiscard]] static Turn more() { return {What::more, {}}; }
  [[nodiscard]] static Turn ask(std::string request) { return {What::ask, std::move(request)}; }
  [[nodiscard]] static Turn finished() { return {What::finished, {}}; }
  [[nodiscard]] static Turn not_ours() { return {What::not_ours, {}}; }
};

/// The length of the message that begins here: 0 when more bytes must come to tell, nothing when
/// this is not the protocol. May be more than there is.
using MessageLength = std::optional<std::size_t>;

/// A line up to its LF, of at most 4096 bytes of text.
[[nodiscard]] MessageLength measure_line(std::string_view received);
/// All of a datagram.
[[nodiscard]] MessageLength measure_datagram(std::string_view received);
/// Lines up to an empty one (headers of SIP, RTSP, SSDP), at most 8192 bytes.
[[nodiscard]] MessageLength measure_headers(std::string_view received);

/// A line without its end.
[[nodiscard]] std::string_view without_line_end(std::string_view line);

struct Exchange {
  /// What is said first; nullptr: the server begins.
  std::string (*first)(const MachineOptions& options) = nullptr;
  MessageLength (*measure)(std::string_view received) = measure_line;
  /// number: of the message, from 0.
  Turn (*read)(std::string_view message, unsigned number, Facts& facts) = nullptr;
  std::string_view rule{};  ///< the name of what is broken when it is not this protocol
};

/// Reads at most 64 kB and 512 messages. An end after the first message is no failure.
[[nodiscard]] std::unique_ptr<Machine> make_exchange_machine(const Exchange& exchange,
                                                             const MachineOptions& options);

/// For `Protocol::create`.
template <const Exchange& kExchange>
[[nodiscard]] std::unique_ptr<Machine> make_exchange(const MachineOptions& options) {
  return make_exchange_machine(kExchange, options);
}

}  // namespace minato::talk
