// Hosts sorted by address.
#include "scan/targets.h"

#include <algorithm>

namespace minato::scan {

HostList::HostList(std::vector<TargetAddress> hosts) : hosts_(std::move(hosts)) {
  std::ranges::sort(hosts_, {}, &TargetAddress::address);
  const std::uint64_t a_group = (hosts_.size() + kMostGroups - 1) / kMostGroups;
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    hosts_[i].group = static_cast<std::uint32_t>(i / a_group);
    groups_ = hosts_[i].group + 1;
  }
}

std::optional<std::uint64_t> HostList::slot_of(const model::IpAddress& address) const {
  const auto found = std::ranges::lower_bound(hosts_, address, {}, &TargetAddress::address);
  if (found == hosts_.end() || found->address != address) return std::nullopt;
  return static_cast<std::uint64_t>(found - hosts_.begin());
}

}  // namespace minato::scan
