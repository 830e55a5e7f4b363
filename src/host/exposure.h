// Who can reach a listening socket: bind address × interfaces × packet filter (docs/adr, exposure).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "host/nft_about_port.h"
#include "host/nft_ruleset.h"
#include "model/exposure.h"
#include "model/port.h"
#include "model/socket.h"
#include "sys/interfaces.h"

namespace minato::host {

/// What the judge knows of a network namespace. Plain values: gather_exposure() fills them in.
struct ExposureInputs {
  std::vector<sys::Interface> interfaces{};
  /// Blocks that routes lead to over an interface, by its index. Sources outside of them do not
  /// come that way. Without an entry: anything may come over it.
  std::map<std::uint32_t, std::vector<model::Prefix>> routes{};
  /// Blocks that are local as a whole (`ip route add local …`), besides the interfaces' addresses.
  std::vector<model::Prefix> local_blocks{};
  /// Multicast groups that are joined, by interface index.
  std::map<std::uint32_t, std::vector<model::IpAddress>> groups{};
  /// Indices of interfaces whose route_localnet is set: 127.0.0.0/8 can be reached over them.
  std::vector<std::uint32_t> route_localnet{};
  /// tcp_l3mdev_accept, udp_l3mdev_accept: sockets bound to no device take what comes over a VRF.
  bool tcp_accepts_vrf = false;
  bool udp_accepts_vrf = false;
  /// The rules, or why they could not be read.
  base::Result<NftRuleset> rules{};
  /// Tables of iptables-legacy, whose rules cannot be read.
  std::vector<std::string> legacy_tables{};
};

/// Judges the sockets of one network namespace. Pure: no I/O. Thread-safe.
class ExposureJudge {
 public:
  [[nodiscard]] static ExposureJudge create(ExposureInputs inputs);
  ~ExposureJudge();
  ExposureJudge(ExposureJudge&&) noexcept;
  ExposureJudge& operator=(ExposureJudge&&) noexcept;

  /// The widest scope from which a new connection or datagram reaches this socket; `none` for one
  /// that does not listen. Never narrower than the truth; `unknown` when it cannot be decided.
  [[nodiscard]] model::ExposureVerdict judge(const model::Socket& socket) const;

  /// The rules that mention this port; none when the rules could not be read.
  [[nodiscard]] std::vector<RuleAboutPort> rules_about(model::Port port) const;

 private:
  class Machine;
  explicit ExposureJudge(std::unique_ptr<Machine> machine);
  std::unique_ptr<Machine> machine_;
};

/// Reads interfaces and rules of the calling thread's network namespace. Unreadable rules are no
/// error: they are judged as unknown. Errors: local (the interfaces cannot be listed).
[[nodiscard]] base::Result<ExposureInputs> gather_exposure();

}  // namespace minato::host
