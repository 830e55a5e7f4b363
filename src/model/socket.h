// A socket of this machine: who listens or talks where, in which state, held by whom.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/few.h"
#include "base/rare_text.h"
#include "model/endpoint.h"

namespace minato::model {

/// TCP states of RFC 9293 section 3.3.2, and `bound` for UDP sockets without a peer.
enum class SocketState : std::uint8_t {
  listen,
  syn_sent,
  syn_received,
  established,
  fin_wait_1,
  fin_wait_2,
  close_wait,
  closing,
  last_ack,
  time_wait,
  closed,
  bound,
};

/// "listen", "syn-sent", "established", …, "bound".
[[nodiscard]] std::string_view to_text(SocketState state);
[[nodiscard]] base::Result<SocketState> parse_socket_state(std::string_view text);

/// The kernel's timer on a socket.
enum class TimerKind : std::uint8_t { none, retransmit, keepalive, time_wait, persist };

struct SocketTimer {
  TimerKind kind = TimerKind::none;
  std::uint32_t remaining_ms = 0;
  std::uint32_t retransmits = 0;

  bool operator==(const SocketTimer&) const = default;
};
[[nodiscard]] std::string_view to_text(TimerKind kind);

/// Where a process runs: container runtime and the name or the short id of the container.
struct Container {
  /// "docker", "podman", "containerd", "kubernetes", "lxc" or "systemd-nspawn".
  std::string runtime{};
  std::string id{};    ///< 12 characters of the id, or the machine name
  std::string name{};  ///< "" when only the id is known

  bool operator==(const Container&) const = default;
};

/// A process as the owner of sockets. Names are as the kernel gives them: hostile, escape to print.
struct Process {
  std::int32_t pid = 0;
  std::int32_t parent = 0;
  std::string name{};                    ///< comm, 15 bytes at most
  std::vector<std::string> arguments{};  ///< the command line; empty for kernel threads
  std::string executable{};              ///< "" when not readable
  std::uint32_t uid = 0;
  std::string user{};  ///< the number when the uid has no name
  std::optional<base::Timestamp> started{};
  std::string unit{};  ///< systemd unit, "" when none
  /// The user whose own systemd manages the unit (`systemctl --user`); nothing for the system's.
  std::optional<std::uint32_t> unit_manager{};
  std::optional<Container> container{};
  /// pid and name of the parents, nearest first, ending at PID 1.
  std::vector<std::pair<std::int32_t, std::string>> ancestors{};
};

/// One open descriptor of a socket.
struct SocketHolder {
  std::int32_t pid = 0;
  std::int32_t fd = 0;

  auto operator<=>(const SocketHolder&) const = default;
};

struct Socket {
  Endpoint local{};
  std::optional<Endpoint> remote{};
  SocketState state = SocketState::closed;
  /// An IPv6 wildcard socket that takes IPv4 too (IPV6_V6ONLY off).
  bool dual_stack = false;
  std::uint64_t inode = 0;  ///< 0 when the kernel has none (TIME-WAIT)
  std::uint32_t uid = 0;
  std::uint64_t cgroup_id = 0;      ///< of the cgroup v2 that made it, 0 when not known
  std::uint32_t receive_queue = 0;  ///< bytes; for listeners: connections waiting for accept()
  std::uint32_t send_queue = 0;     ///< bytes; for listeners: the backlog's size
  SocketTimer timer{};
  base::RareText interface{};          ///< bound device (SO_BINDTODEVICE), "" when none
  base::RareText vrf{};                ///< the VRF that the bound device is or belongs to
  base::RareText network_namespace{};  ///< "" for our own
  base::Few<SocketHolder> holders{};
};

}  // namespace minato::model
