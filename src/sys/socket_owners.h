// Which process holds which socket: by a BPF iterator in the kernel where allowed, else one pass
// over the descriptors in /proc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/socket_scope.h"

namespace minato::sys {

/// One open descriptor of a socket. 16 bytes: there may be a hundred thousand.
struct SocketOwner {
  std::uint64_t inode = 0;
  std::int32_t pid = 0;
  std::int32_t fd = 0;

  auto operator<=>(const SocketOwner&) const = default;
};

/// What /proc does not show.
struct HiddenProcesses {
  std::size_t unreadable = 0;    ///< processes whose descriptors may not be read
  bool not_even_listed = false;  ///< it leaves processes out (hidepid)

  [[nodiscard]] bool any() const { return unreadable > 0 || not_even_listed; }
};

/// Which way to go; `best` tries BPF first.
enum class OwnerMethod : std::uint8_t { best, bpf, proc };

struct OwnerScan {
  std::vector<SocketOwner> owners{};       ///< sorted
  OwnerMethod method = OwnerMethod::proc;  ///< the way that was gone
  HiddenProcesses hidden{};                ///< looked at only where a socket has no holder
};

/// Every holder of the sockets with these inodes. wanted: ascending; scope: none of them is
/// outside of it. Processes that vanish meanwhile are left out. Errors: local.
[[nodiscard]] base::Result<OwnerScan> find_socket_owners(std::span<const std::uint64_t> wanted,
                                                         SocketScope scope,
                                                         OwnerMethod method = OwnerMethod::best);

/// By BPF alone. Errors: permission without CAP_BPF and CAP_PERFMON; unsupported in a process
/// namespace (the kernel would tell the numbers of another one).
[[nodiscard]] base::Result<std::vector<SocketOwner>> find_socket_owners_by_bpf(
    std::span<const std::uint64_t> wanted, SocketScope scope);

/// From /proc alone. threads: 1 or more.
[[nodiscard]] base::Result<OwnerScan> find_socket_owners_in_proc(
    std::span<const std::uint64_t> wanted, unsigned threads);

/// Whether /proc hides processes, judged by PID 1: who may look into that one may look into all.
/// One system call.
[[nodiscard]] HiddenProcesses look_at_first_process();

/// "socket:[123]", the target of a descriptor's link: 123; 0 for anything else.
[[nodiscard]] std::uint64_t parse_socket_link(std::string_view target);

}  // namespace minato::sys
