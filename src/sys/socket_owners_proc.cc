// One pass over /proc/PID/fd: only numeric names, only readlinkat, no stat.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <string>
#include <string_view>
#include <thread>

#include "base/strings.h"
#include "sys/directory_entries.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/socket_owners.h"

namespace minato::sys {

using base::Result;

namespace {

/// What one thread collects.
struct Share {
  std::vector<SocketOwner> owners{};
  std::size_t hidden = 0;
};

class ProcScan {
 public:
  ProcScan(const UniqueFd& proc, std::span<const std::uint64_t> wanted)
      : proc_(proc), wanted_(wanted) {}

  void scan(std::int32_t pid) {
    const std::string name = std::to_string(pid) + "/fd";
    const UniqueFd directory(
        ::openat(proc_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) {
      // A process that is gone is no news; one that may not be read is.
      if (errno == EACCES || errno == EPERM) ++share_.hidden;
      return;
    }
    refused_ = false;
    static_cast<void>(
        entries_.read(directory, [&](const char* entry) { take(directory, entry, pid); }));
    if (refused_) ++share_.hidden;
  }

  [[nodiscard]] Share& share() { return share_; }

 private:
  void take(const UniqueFd& directory, const char* entry, std::int32_t pid) {
    if (entry[0] < '0' || entry[0] > '9') return;
    std::array<char, 64> target{};  // longer targets are no sockets
    const ssize_t length = ::readlinkat(directory.get(), entry, target.data(), target.size());
    if (length <= 0) {
      refused_ |= errno == EACCES || errno == EPERM;
      return;
    }
    const std::uint64_t inode =
        parse_socket_link({target.data(), static_cast<std::size_t>(length)});
    if (inode == 0 || !std::binary_search(wanted_.begin(), wanted_.end(), inode)) return;
    const auto fd = numeric_name(entry);
    if (fd) share_.owners.push_back({.inode = inode, .pid = pid, .fd = *fd});
  }

  const UniqueFd& proc_;
  std::span<const std::uint64_t> wanted_;
  DirectoryEntries entries_;
  Share share_;
  bool refused_ = false;  // of the process at hand: names may be listed though links are closed
};

/// hidepid shows in PID 1 being there for nobody but root.
bool hides_processes(const std::vector<std::int32_t>& pids) {
  return pids.empty() || pids.front() != 1;
}

}  // namespace

std::uint64_t parse_socket_link(std::string_view target) {
  constexpr std::string_view kPrefix = "socket:[";
  if (!target.starts_with(kPrefix) || !target.ends_with(']')) return 0;
  target.remove_prefix(kPrefix.size());
  target.remove_suffix(1);
  return base::parse_number<std::uint64_t>(target).value_or(0);
}

Result<OwnerScan> find_socket_owners_in_proc(std::span<const std::uint64_t> wanted,
                                             unsigned threads) {
  const auto pids = list_pids();
  if (!pids) return base::fail(pids.error());
  const auto proc = open_directory("/proc");
  if (!proc) return base::fail(proc.error());

  std::vector<ProcScan> scans;
  for (unsigned i = 0; i < std::max(1U, threads); ++i) scans.emplace_back(*proc, wanted);
  std::atomic<std::size_t> next{0};
  const auto work = [&](ProcScan& scan) {
    for (std::size_t i = next++; i < pids->size(); i = next++) scan.scan((*pids)[i]);
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < scans.size(); ++i) {
      helpers.emplace_back([&, i] { work(scans[i]); });
    }
    work(scans.front());
  }

  OwnerScan result{.method = OwnerMethod::proc,
                   .hidden = {.not_even_listed = hides_processes(*pids)}};
  for (ProcScan& scan : scans) {
    const Share& share = scan.share();
    result.hidden.unreadable += share.hidden;
    result.owners.insert(result.owners.end(), share.owners.begin(), share.owners.end());
  }
  std::sort(result.owners.begin(), result.owners.end());
  return result;
}

HiddenProcesses look_at_first_process() {
  // The kernel checks the same right for this link as for those of the descriptors.
  std::array<char, 64> target{};
  if (::readlink("/proc/1/ns/net", target.data(), target.size()) >= 0) return {};
  return errno == ENOENT ? HiddenProcesses{.not_even_listed = true}
                         : HiddenProcesses{.unreadable = 1};
}

}  // namespace minato::sys
