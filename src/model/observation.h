// What was seen at one endpoint, when, from where: what every source yields. Text, one line:
//   2026-11-23T20:00:00.123456Z scan host1 10.0.0.5:443/tcp open syn-ack 213us
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "model/endpoint.h"
#include "model/exposure.h"
#include "model/finding.h"
#include "model/port_state.h"
#include "model/service.h"
#include "model/socket.h"

namespace minato::model {

/// Who saw it: this machine's kernel, a probe, a connectivity check, passing packets, or a file of
/// another tool.
enum class Source : std::uint8_t { host, scan, check, capture, import };

/// "host", "scan", "check", "capture", "import".
[[nodiscard]] std::string_view to_text(Source source);
[[nodiscard]] base::Result<Source> parse_source(std::string_view text);

/// A probe's conclusion, or the state of a socket of the machine itself.
using ObservedState = std::variant<PortState, SocketState>;

[[nodiscard]] std::string_view to_text(const ObservedState& state);

/// The first seven fields are what a source knows; the rest is added on the way, and shared: an
/// observation is copied often and never changed once it is on its way.
struct Observation {
  base::Timestamp time{};
  Source source = Source::scan;
  std::string vantage{};  ///< the machine that saw it, without white space; "" for this one
  Endpoint endpoint{};
  ObservedState state = PortState::filtered;
  std::optional<Reason> reason{};
  std::optional<std::uint32_t> rtt_us{};
  std::string evidence{};  ///< what decided it, in detail ("ttl 57, window 64240"); escape to print
  std::optional<Endpoint> remote{};  ///< the other end of a conversation

  std::shared_ptr<const Service> service{};
  std::vector<std::shared_ptr<const Process>> processes{};  ///< who holds it; the first is shown
  std::shared_ptr<const ExposureVerdict> exposure{};
  std::vector<Finding> findings{};
};

/// What the source knows, without evidence; `-` stands for an empty vantage.
[[nodiscard]] std::string to_text(const Observation& observation);
/// Parses what to_text writes. Errors: input, the wrong word marked.
[[nodiscard]] base::Result<Observation> parse_observation(std::string_view text);

}  // namespace minato::model
