// What is mounted where (/proc/self/mountinfo, proc(5)). Parsing is pure.
//
//   line = id parent major:minor root mount-point options *(field) "-" type source options
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minato::sys {

struct Mount {
  std::string root{};   ///< what of the file system: a folder, or "net:[4026532281]"
  std::string point{};  ///< where
  std::string type{};   ///< "cgroup2", "nsfs", …

  bool operator==(const Mount&) const = default;
};

/// Parses mountinfo; lines that are none are left out. \040 and the like become characters.
[[nodiscard]] std::vector<Mount> parse_mounts(std::string_view text);

/// The mounts that this process sees; empty when they cannot be read.
[[nodiscard]] std::vector<Mount> list_mounts();

}  // namespace minato::sys
