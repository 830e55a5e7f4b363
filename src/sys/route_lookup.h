// Which way packets to an address leave: interface, gateway, own address (rtnetlink(7)).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "model/address_set.h"

namespace minato::sys {

enum class NextHopKind : std::uint8_t {
  unicast,
  local,        ///< an address of this machine
  broadcast,    ///< a broadcast or multicast address
  unreachable,  ///< the routing table refuses it: unreachable, prohibit, blackhole
  none,         ///< no entry
};

struct NextHop {
  NextHopKind kind = NextHopKind::none;
  std::uint32_t interface_index = 0;
  /// Nothing: the destination is on the link itself.
  std::optional<model::IpAddress> gateway{};
  /// The address that this machine sends from.
  model::IpAddress source{};

  bool operator==(const NextHop&) const = default;
};

/// Addresses that share a route.
struct RoutedRange {
  model::AddressRange range{};
  NextHop hop{};

  bool operator==(const RoutedRange&) const = default;
};

/// Looks routes up; sends nothing.
class RouteLookup {
 public:
  virtual ~RouteLookup() = default;
  /// Covers `range` with its routes, ascending, neighbors of equal route merged. Errors: local.
  [[nodiscard]] virtual base::Result<std::vector<RoutedRange>> routes_of(
      const model::AddressRange& range) const = 0;
};

/// The routing tables of the calling thread's network namespace, policy rules included: the kernel
/// itself decides one address of each piece that no routing prefix divides. Thread-safe.
class SystemRouteLookup final : public RouteLookup {
 public:
  SystemRouteLookup() = default;
  /// Only routes over this interface; 0 for all.
  explicit SystemRouteLookup(std::uint32_t interface_index) : interface_index_(interface_index) {}
  [[nodiscard]] base::Result<std::vector<RoutedRange>> routes_of(
      const model::AddressRange& range) const override;

 private:
  std::uint32_t interface_index_ = 0;
};

/// Parses RTM_NEWROUTE as the answer for one destination.
[[nodiscard]] tl::expected<NextHop, base::Malformed> parse_next_hop(base::Bytes payload);

}  // namespace minato::sys
