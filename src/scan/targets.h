// The addresses of a scan by number, each with the way to it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/ip_address.h"
#include "wire/mac_address.h"

namespace minato::scan {

struct TargetAddress {
  model::IpAddress address{};
  std::uint16_t lane = 0;
  std::uint32_t group = 0;
  wire::MacAddress next_hop{};  ///< zero where frames need none
};

/// Immutable during a scan, thread-safe.
class Targets {
 public:
  virtual ~Targets() = default;
  [[nodiscard]] virtual std::uint64_t slots() const = 0;
  /// slot < slots(); nothing for slots that are excluded or have no way to them.
  [[nodiscard]] virtual std::optional<TargetAddress> at(std::uint64_t slot) const = 0;
  [[nodiscard]] virtual std::optional<std::uint64_t> slot_of(
      const model::IpAddress& address) const = 0;
  [[nodiscard]] virtual std::uint32_t groups() const = 0;
};

/// More groups than this would only thin the statistics out.
inline constexpr std::uint32_t kMostGroups = 256;

/// Hosts that were named one by one, or found to be up. Memory: 40 bytes a host.
class HostList final : public Targets {
 public:
  /// hosts: of unique addresses, in any order; their `group` is assigned here: neighbors in address
  /// order share one when there are more hosts than groups.
  explicit HostList(std::vector<TargetAddress> hosts);

  [[nodiscard]] std::uint64_t slots() const override { return hosts_.size(); }
  [[nodiscard]] std::optional<TargetAddress> at(std::uint64_t slot) const override {
    return hosts_[slot];
  }
  [[nodiscard]] std::optional<std::uint64_t> slot_of(
      const model::IpAddress& address) const override;
  [[nodiscard]] std::uint32_t groups() const override { return groups_; }

 private:
  std::vector<TargetAddress> hosts_;
  std::uint32_t groups_ = 1;
};

}  // namespace minato::scan
