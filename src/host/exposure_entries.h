// The ways into a machine: over which interface and to which of its addresses a packet for a
// socket can come, and from how far away at most.
#pragma once

#include <cstdint>
#include <vector>

#include "host/exposure.h"
#include "host/nft_intervals.h"

namespace minato::host {

/// How a packet is addressed.
enum class ExposureCast : std::uint8_t { host, broadcast, multicast };

/// One way in. Several destinations share it when they admit the same scope.
struct ExposureEntry {
  const sys::Interface* interface = nullptr;
  const sys::Interface* vrf = nullptr;  ///< that the interface belongs to
  bool loopback = false;                ///< from this machine itself
  model::Family family = model::Family::ipv4;
  ExposureCast cast = ExposureCast::host;
  NftIntervals destinations{};
  bool any_port = false;  ///< also packets to other ports, which rules may lead to the socket
  /// Whether the socket joined the groups cannot be seen.
  bool perhaps_joined = false;
  /// The widest scope that these destinations admit: a private address is not reached from public
  /// ones, unless a rule translates it.
  model::Exposure widest = model::Exposure::none;
};

/// The addresses of a machine and what can be sent to them.
class ExposureWays {
 public:
  /// `inputs` must outlive this and every entry.
  explicit ExposureWays(const ExposureInputs& inputs);

  /// Every way to a socket of this bind address, widest first.
  [[nodiscard]] std::vector<ExposureEntry> to(const model::Socket& socket) const;

  /// Every address of this family that packets arriving over `interface` may have as theirs.
  [[nodiscard]] NftIntervals local_addresses(const sys::Interface& interface,
                                             model::Family family) const;
  /// Whether the socket takes what arrives over the interface: bound devices, VRFs.
  [[nodiscard]] bool admits(const model::Socket& socket, const sys::Interface& interface) const;
  /// The addresses that this machine can send to over lo, or over a VRF, and reach the socket.
  [[nodiscard]] NftIntervals loopback_destinations(const model::Socket& socket,
                                                   const sys::Interface& interface,
                                                   model::Family family) const;
  /// Whether an IPv4 packet over this interface may be for 127.0.0.0/8.
  [[nodiscard]] bool takes_localnet(const sys::Interface& interface) const;
  /// Interfaces that packets from elsewhere arrive over.
  [[nodiscard]] const std::vector<const sys::Interface*>& interfaces() const { return outside_; }
  [[nodiscard]] const sys::Interface* vrf_of(const sys::Interface& interface) const;
  /// The interface of that index; nullptr when there is none.
  [[nodiscard]] const sys::Interface* interface_at(std::uint32_t index) const;

 private:
  struct Local {
    const sys::Interface* interface;
    model::IpAddress address;
  };

  void add_host_entries(const model::Socket& socket, model::Family family,
                        std::vector<ExposureEntry>& entries) const;
  void add_group_entries(const model::Socket& socket, model::Family family,
                         std::vector<ExposureEntry>& entries) const;
  void add_loopback_entry(const model::Socket& socket, model::Family family,
                          std::vector<ExposureEntry>& entries) const;
  const ExposureInputs& inputs_;
  std::vector<const sys::Interface*> outside_;
  std::vector<Local> locals_;  ///< addresses of every interface that is up
};

/// The widest scope that an address admits.
[[nodiscard]] model::Exposure scope_of(const model::IpAddress& address);

/// 127.0.0.0/8 or ::1.
[[nodiscard]] NftIntervals loopback_addresses(model::Family family);

/// True for 0.0.0.0, ::, and :: with IPv4 mapped into it: bound to every address.
[[nodiscard]] bool is_wildcard(const model::Socket& socket);

}  // namespace minato::host
