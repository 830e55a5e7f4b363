// A kind of probe is ONE declaration: its name, what it sends, and what an answer means. A new kind
// is a file in kinds/ and a line in probe_kinds.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/port.h"
#include "model/port_state.h"

namespace minato::scan {

/// What is put into the packet.
enum class ProbeShape : std::uint8_t {
  tcp,       ///< a TCP segment without data
  udp,       ///< a datagram with the payload that the port's protocol expects
  echo,      ///< ICMP or ICMPv6 echo request
  neighbor,  ///< ARP request or neighbor solicitation
  connect,   ///< no packet of ours: the kernel connects
};

/// An answer, brought to one form.
struct Reply {
  enum class Sort : std::uint8_t {
    tcp,
    udp,
    echo,
    neighbor,
    icmp_error,
    connected,  ///< connect() succeeded
    refused,    ///< connect() was refused
  };
  Sort sort = Sort::tcp;
  std::uint16_t tcp_flags = 0;
  /// icmp_error: what it says, in nmap's words.
  model::Reason icmp_reason = model::Reason::error;
  /// The answer came from the address that was probed.
  bool from_target = false;
};

struct Verdict {
  model::PortState state = model::PortState::filtered;
  model::Reason reason = model::Reason::no_response;

  bool operator==(const Verdict&) const = default;
};

struct ProbeKind {
  std::string_view name;    ///< "syn"
  std::string_view option;  ///< as nmap spells it: "-sS"
  std::string_view help;    ///< catalogue key
  ProbeShape shape = ProbeShape::tcp;
  std::uint16_t tcp_flags = 0;
  /// Whose ports are probed; nothing for kinds without ports.
  std::optional<model::Transport> transport{};
  /// Asks whether a host is there, not how a port stands: `open` then means up.
  bool finds_hosts = false;
  bool needs_raw_sockets = true;
  /// The state of a port that stays silent.
  model::PortState silence = model::PortState::filtered;
  /// What an answer means; nothing when it means nothing to this kind. Thread-safe.
  std::optional<Verdict> (*judge)(const Reply&) = nullptr;
};

}  // namespace minato::scan
