// The contract's JSON: one object a line (NDJSON), the same for every source. The shapes are held
// by docs/schema. Keys that do not apply are left out. Ill-formed bytes become U+FFFD.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/language.h"
#include "model/observation.h"

namespace minato::render {

/// What is known about one endpoint, gathered from where it lies; owns nothing.
struct ObservationView {
  base::Timestamp time{};
  model::Source source = model::Source::host;
  std::string_view vantage{};
  model::Endpoint endpoint{};
  std::optional<model::Endpoint> remote{};
  model::ObservedState state = model::SocketState::closed;
  std::optional<model::Reason> reason{};
  std::optional<std::uint32_t> rtt_us{};
  std::string_view evidence{};
  std::string_view name{};  ///< the registry's service name of the port
  const model::Service* service = nullptr;
  std::span<const model::Process* const> processes{};  ///< who holds it; the first is `process`
  const model::ExposureVerdict* exposure = nullptr;
  std::optional<model::Severity> danger{};
  std::string_view danger_reason{};
  std::string_view advice{};
  std::span<const model::Finding> findings{};
  const model::Socket* socket = nullptr;  ///< for what only the machine itself knows
};

/// The view of a socket of this machine: endpoint, remote, state and the socket itself.
[[nodiscard]] ObservationView view_of(const model::Socket& socket);

/// {"type":"observation",…} and a newline, appended. Sentences in `language`.
void append_json(std::string& out, const ObservationView& view, base::Language language);
/// The same for an observation on its way; `name`: the registry's service name, "" for none.
void append_json(std::string& out, const model::Observation& observation, std::string_view name,
                 base::Language language);

/// What is known about one port.
struct PortView {
  model::Port port{};
  std::string_view name{};
  std::string_view description{};
  std::string_view explanation{};
  std::optional<model::Severity> danger{};
  std::string_view danger_reason{};
  std::string_view encrypted{};      ///< "yes", "no", "optional"; "" when not known
  std::string_view authenticated{};  ///< the same
  std::string_view alternative{};    ///< the encrypted service to use instead
  std::span<const std::string> countermeasures{};
  std::span<const std::string> references{};
  std::span<const ObservationView> here{};  ///< on this machine now
};
/// {"type":"port",…} and a newline, appended.
void append_json(std::string& out, const PortView& view, base::Language language);

/// One host of a scan as a whole; its ports of interest are observations of their own.
struct HostView {
  /// Ports that are only counted.
  struct Tally {
    model::Transport transport = model::Transport::tcp;
    model::PortState state = model::PortState::closed;
    model::Reason reason = model::Reason::reset;
    std::uint64_t count = 0;
  };
  base::Timestamp time{};
  model::Source source = model::Source::scan;
  std::string_view vantage{};
  model::IpAddress address{};
  std::span<const std::string> names{};  ///< typed or found by reverse resolution: hostile
  std::string_view mac{};
  std::string_view up{};  ///< "up" or "down"
  std::optional<model::Reason> reason{};
  std::optional<std::uint32_t> rtt_us{};
  std::span<const Tally> others{};
  std::uint64_t not_scanned = 0;  ///< ports left out because the scan was stopped
  /// A guess at the operating system; without a name nobody knows.
  struct System {
    std::string_view name{};
    std::string_view family{};
    std::uint8_t confidence = 0;  ///< percent
    std::string_view evidence{};  ///< "" leaves the whole out
  };
  System system{};
};
/// {"type":"host",…} and a newline, appended.
void append_json(std::string& out, const HostView& view);

/// Something that was left out, and why.
struct Skipped {
  std::string what{};
  std::string why{};
  std::optional<std::uint64_t> count{};
};

/// The last line of every command.
struct SummaryView {
  std::string_view command{};
  base::Timestamp time{};
  double seconds = 0;
  std::span<const std::pair<std::string_view, std::uint64_t>> counts{};
  std::optional<std::uint64_t> packets_sent{};
  std::optional<std::uint64_t> packets_received{};
  std::span<const Skipped> skipped{};
  bool interrupted = false;  ///< Ctrl-C: what was found until then is complete, the rest is not
};
/// {"type":"summary",…} and a newline, appended.
void append_json(std::string& out, const SummaryView& view);

}  // namespace minato::render
