// Finding namespaces through /proc and the mounts, and entering one in a helper thread.
#include "sys/network_namespaces.h"

#include <fcntl.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <thread>

#include "base/strings.h"
#include "sys/file.h"
#include "sys/mounts.h"
#include "sys/process.h"
#include "sys/unique_fd.h"

namespace minato::sys {

using base::fail;
using base::Result;

namespace {

constexpr std::string_view kNamedFolder = "/run/netns/";

/// By inode; a name given by an administrator wins over the number of a process.
using Found = std::map<std::uint64_t, NetworkNamespace>;

void add_mounted(Found& found) {
  for (const Mount& mount : list_mounts()) {
    const std::uint64_t inode = mount.type == "nsfs" ? parse_network_namespace_link(mount.root) : 0;
    if (inode == 0) continue;
    const bool named = mount.point.starts_with(kNamedFolder);
    NetworkNamespace place{.inode = inode,
                           .name = named ? mount.point.substr(kNamedFolder.size()) : mount.point,
                           .path = mount.point};
    const auto [at, added] = found.emplace(inode, place);
    if (!added && named) at->second = std::move(place);
  }
}

/// Namespaces of processes; how many processes hide theirs.
Result<std::size_t> add_of_processes(Found& found) {
  const auto pids = list_pids();
  if (!pids) return fail(pids.error());
  std::size_t hidden = 0;
  for (const std::int32_t pid : *pids) {
    const std::string path = "/proc/" + std::to_string(pid) + "/ns/net";
    const auto target = read_link(path);
    if (!target) {
      hidden += target.error().code == base::ErrorCode::permission ? 1U : 0U;
      continue;
    }
    const std::uint64_t inode = parse_network_namespace_link(*target);
    if (inode != 0) {
      found.emplace(inode, NetworkNamespace{inode, "pid:" + std::to_string(pid), path});
    }
  }
  return hidden;
}

Result<void> enter_and_work(const NetworkNamespace& inside,
                            const std::function<Result<void>()>& work) {
  const UniqueFd fd(::open(inside.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail(base::system_error("open " + inside.path, errno));
  if (::setns(fd.get(), CLONE_NEWNET) < 0) {
    return fail(base::system_error("setns " + inside.path, errno));
  }
  return work();
}

}  // namespace

std::uint64_t parse_network_namespace_link(std::string_view target) {
  constexpr std::string_view kPrefix = "net:[";
  if (!target.starts_with(kPrefix) || !target.ends_with(']')) return 0;
  target.remove_prefix(kPrefix.size());
  target.remove_suffix(1);
  return base::parse_number<std::uint64_t>(target).value_or(0);
}

Result<NamespaceList> list_network_namespaces() {
  const auto own = read_link("/proc/thread-self/ns/net");
  if (!own) return fail(own.error());
  NamespaceList list{.own = parse_network_namespace_link(*own)};
  Found found;
  add_mounted(found);
  const auto hidden = add_of_processes(found);
  if (!hidden) return fail(hidden.error());
  list.hidden_processes = *hidden;
  found.erase(list.own);
  for (auto& [inode, place] : found) list.others.push_back(std::move(place));
  std::sort(list.others.begin(), list.others.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return list;
}

Result<void> in_network_namespace(const NetworkNamespace& inside,
                                  const std::function<Result<void>()>& work) {
  Result<void> result;
  std::thread([&] { result = enter_and_work(inside, work); }).join();
  return result;
}

}  // namespace minato::sys
