// The tree of control groups, version 2: from the number that the kernel keeps with a socket to
// the path.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace minato::sys {

/// The path below the root of the tree ("/system.slice/nginx.service") for each number that is
/// still there. Walks the tree: ask only when needed.
[[nodiscard]] std::map<std::uint64_t, std::string> find_cgroup_paths(
    std::span<const std::uint64_t> ids);

}  // namespace minato::sys
