// The network namespaces of this machine (network_namespaces(7)) and working inside of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace minato::sys {

struct NetworkNamespace {
  std::uint64_t inode = 0;  ///< its identity
  std::string name{};       ///< as `ip netns` knows it, else "pid:N" of a process in it
  std::string path{};       ///< a file that stands for it

  bool operator==(const NetworkNamespace&) const = default;
};

struct NamespaceList {
  std::uint64_t own = 0;                   ///< inode of ours
  std::vector<NetworkNamespace> others{};  ///< all but ours, sorted by name
  std::size_t hidden_processes = 0;        ///< whose namespace may not be read
};

/// Every namespace that a process is in or that is mounted somewhere. Errors: local.
[[nodiscard]] base::Result<NamespaceList> list_network_namespaces();

/// Does `work` in a thread of its own inside of the namespace, and waits for it. The calling
/// thread never changes. Errors: permission without CAP_SYS_ADMIN; not_found when the namespace
/// is gone; those of `work`.
[[nodiscard]] base::Result<void> in_network_namespace(
    const NetworkNamespace& inside, const std::function<base::Result<void>()>& work);

/// "net:[4026531833]", as the links and mounts of namespaces read: the number; 0 otherwise.
[[nodiscard]] std::uint64_t parse_network_namespace_link(std::string_view target);

}  // namespace minato::sys
