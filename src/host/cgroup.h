// What a control group's path says about a process: its systemd unit and its container.
// A pure function over the text of /proc/PID/cgroup (cgroups(7)), versions 1 and 2.
//
//   line = hierarchy ":" controllers ":" path        version 2: "0::" path
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/socket.h"

namespace minato::host {

/// A container as its cgroup names it.
struct CgroupContainer {
  std::string runtime{};  ///< as model::Container::runtime
  std::string id{};       ///< the whole id, or the machine's name

  bool operator==(const CgroupContainer&) const = default;
};

struct CgroupFacts {
  /// Innermost service, scope or socket; of a process in a container, the one inside of it.
  std::string unit{};
  /// The user whose own systemd manages the unit (`systemctl --user`).
  std::optional<std::uint32_t> user_manager{};
  std::optional<CgroupContainer> container{};

  bool operator==(const CgroupFacts&) const = default;
};

/// Reads the text of /proc/PID/cgroup. Anything is accepted: what is unknown says nothing.
[[nodiscard]] CgroupFacts parse_cgroup(std::string_view text);

/// The same for one path, as below /sys/fs/cgroup.
[[nodiscard]] CgroupFacts parse_cgroup_path(std::string_view path);

/// The container as people name it; `name` may be empty.
[[nodiscard]] model::Container to_container(const CgroupContainer& found, std::string name);

}  // namespace minato::host
