// What a scan found, as the outputs of a scan take it: host by host, views that own nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/finding.h"
#include "model/ip_address.h"
#include "model/port_set.h"
#include "model/port_state.h"
#include "model/service.h"
#include "render/json.h"

namespace minato::render {

/// One port that is worth a line of its own.
struct ScanPort {
  model::Port port{};
  model::PortState state = model::PortState::open;
  model::Reason reason = model::Reason::no_response;
  base::Timestamp time{};
  std::uint8_t ttl = 0;  ///< hop limit of the answer; 0: none seen
  std::optional<std::uint32_t> rtt_us{};
  std::string_view name{};       ///< what people say: "rdp"
  std::string_view iana_name{};  ///< what other tools print: "ms-wbt-server"
  std::optional<model::Severity> danger{};
  const model::Service* service = nullptr;  ///< who really answers there, when that was asked
};

/// Ports of one host that are only counted.
struct ScanTally {
  model::Transport transport = model::Transport::tcp;
  model::PortState state = model::PortState::closed;
  model::Reason reason = model::Reason::reset;
  std::uint64_t count = 0;
  const model::PortSet* ports = nullptr;  ///< which ones; nullptr: not kept
};

/// A guess at the operating system (-A). Without a name: not known.
struct ScanSystem {
  std::string_view name{};    ///< "Linux 4.20 or later"
  std::string_view family{};  ///< "Linux"
  std::string_view vendor{};
  std::string_view kind{};  ///< "general purpose", "router", "specialized"
  std::uint8_t confidence = 0;
  std::string evidence{};  ///< "ttl 64, window 65160, …"; "" when no SYN-ACK came
};

enum class HostStatus : std::uint8_t { up, down };

/// "up" or "down".
[[nodiscard]] std::string_view to_text(HostStatus status);

struct ScanHost {
  model::IpAddress address{};
  std::string_view typed_name{};               ///< the name that was typed for it
  std::span<const std::string> found_names{};  ///< by reverse resolution: hostile
  std::string_view mac{};                      ///< when it is on the link: "02:42:0a:00:00:05"
  HostStatus status = HostStatus::up;
  model::Reason reason = model::Reason::user_set;
  std::uint8_t ttl = 0;  ///< of the answer that showed it up; 0: none seen
  base::Timestamp started{};
  base::Timestamp finished{};
  std::optional<std::uint32_t> rtt_us{};  ///< smoothed
  std::uint32_t rtt_variance_us = 0;
  std::uint32_t timeout_us = 0;
  std::span<const ScanPort> ports{};     ///< by transport, then number
  std::span<const ScanTally> tallies{};  ///< each with a count above 0
  std::uint64_t not_scanned = 0;         ///< ports that were still to do when the scan was stopped
  const ScanSystem* system = nullptr;    ///< nullptr: not asked for
};

/// One kind of probe and the ports that it goes to.
struct ScanKind {
  std::string_view name{};  ///< nmap's word: "syn", "connect", "udp", "ack", …
  model::Transport transport = model::Transport::tcp;
  const model::PortSet* ports = nullptr;
};

struct ScanStart {
  std::string_view command_line{};  ///< as typed, quoted for a shell
  std::string_view version{};       ///< of minato
  std::string_view vantage{};       ///< this machine's name; "" to leave it out
  base::Timestamp started{};
  std::span<const ScanKind> kinds{};  ///< empty: only which hosts are up (-sn)
  unsigned verbosity = 0;             ///< how many -v; above 0 hosts that are down are shown
  bool with_reason = false;           ///< --reason
  bool with_services = false;         ///< -sV
  bool with_details = false;          ///< -A: what else the servers tell, below the ports
  bool only_open = false;             ///< --open
};

struct ScanEnd {
  base::Timestamp finished{};
  double seconds = 0;
  std::uint64_t hosts_up = 0;
  std::uint64_t hosts_down = 0;
  std::uint64_t hosts_total = 0;
  std::uint64_t open_ports = 0;
  std::uint64_t packets_sent = 0;
  std::uint64_t packets_received = 0;
  std::uint64_t malformed = 0;     ///< packets that were broken, and ignored
  std::uint64_t bad_checksum = 0;  ///< damaged or forged, and ignored
  std::uint64_t foreign = 0;       ///< answers to nothing that was asked, or late ones; ignored
  std::uint64_t ring_drops = 0;    ///< answers that came faster than they could be read
  std::span<const Skipped> skipped{};
  bool interrupted = false;
};

}  // namespace minato::render
