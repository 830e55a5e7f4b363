// Choosing how owners are found, and the reader of the BPF iterator.
#include "sys/socket_owners.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "base/log.h"
#include "sys/bpf/owners_iterator.h"
#include "sys/unique_fd.h"

namespace minato::sys {

using base::fail;
using base::Result;

namespace {

// What the kernel writes are SocketOwner values.
static_assert(sizeof(SocketOwner) == 16 && std::is_trivially_copyable_v<SocketOwner>);
constexpr std::size_t kRecordsARead = 4096;

/// BPF tells pids as the first process namespace numbers them (PROC_PID_INIT_INO of the kernel).
bool in_first_process_namespace() {
  constexpr ino_t kFirst = 0xEFFFFFFCU;
  struct stat about{};
  return ::stat("/proc/self/ns/pid", &about) == 0 && about.st_ino == kFirst;
}

bool is_wanted(std::span<const std::uint64_t> wanted, const SocketOwner& owner) {
  return std::binary_search(wanted.begin(), wanted.end(), owner.inode);
}

Result<std::vector<SocketOwner>> read_iterator(const UniqueFd& iterator,
                                               std::span<const std::uint64_t> wanted) {
  std::vector<SocketOwner> owners;
  std::vector<SocketOwner> records(kRecordsARead);
  auto* const bytes = reinterpret_cast<char*>(records.data());
  const std::size_t capacity = records.size() * sizeof(SocketOwner);
  std::size_t held = 0;  // a record may come in two reads
  while (true) {
    const ssize_t got = ::read(iterator.get(), bytes + held, capacity - held);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return fail(base::system_error("read bpf iterator", errno));
    if (got == 0) break;
    held += static_cast<std::size_t>(got);
    const std::size_t whole = held / sizeof(SocketOwner);
    for (std::size_t i = 0; i < whole; ++i) {
      if (is_wanted(wanted, records[i])) owners.push_back(records[i]);
    }
    const std::size_t used = whole * sizeof(SocketOwner);
    std::copy(bytes + used, bytes + held, bytes);
    held -= used;
  }
  std::sort(owners.begin(), owners.end());
  return owners;
}

/// Some wanted socket has nobody: it is the kernel's own, or its holder is hidden.
bool any_without_owner(std::span<const std::uint64_t> wanted,
                       const std::vector<SocketOwner>& owners) {
  auto at = owners.begin();
  for (const std::uint64_t inode : wanted) {
    while (at != owners.end() && at->inode < inode) ++at;
    if (at == owners.end() || at->inode != inode) return true;
  }
  return false;
}

Result<OwnerScan> scan_by_bpf(std::span<const std::uint64_t> wanted, SocketScope scope) {
  auto owners = find_socket_owners_by_bpf(wanted, scope);
  if (!owners) return fail(owners.error());
  OwnerScan scan{.owners = std::move(*owners), .method = OwnerMethod::bpf};
  if (any_without_owner(wanted, scan.owners)) scan.hidden = look_at_first_process();
  return scan;
}

}  // namespace

Result<std::vector<SocketOwner>> find_socket_owners_by_bpf(std::span<const std::uint64_t> wanted,
                                                           SocketScope scope) {
  if (!in_first_process_namespace()) {
    return fail(base::system_error("bpf iterator in a process namespace", EOPNOTSUPP));
  }
  const std::uint32_t states =
      scope == SocketScope::all
          ? 0
          : state_set(scope, model::Transport::tcp) | state_set(scope, model::Transport::udp);
  const int opened = minato_open_owners_iterator(states);
  if (opened < 0) return fail(base::system_error("bpf iterator", -opened));
  return read_iterator(UniqueFd(opened), wanted);
}

Result<OwnerScan> find_socket_owners(std::span<const std::uint64_t> wanted, SocketScope scope,
                                     OwnerMethod method) {
  if (wanted.empty()) return OwnerScan{};
  if (method != OwnerMethod::proc) {
    auto scan = scan_by_bpf(wanted, scope);
    if (scan || method == OwnerMethod::bpf) return scan;
    base::log(base::LogLevel::debug,
              "owners from /proc: " + base::to_text(scan.error(), base::Language::en));
  }
  // More than two threads wait for each other in the kernel's locks.
  const unsigned threads = std::min(2U, std::max(1U, std::thread::hardware_concurrency()));
  return find_socket_owners_in_proc(wanted, threads);
}

}  // namespace minato::sys
