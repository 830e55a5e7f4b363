// A cgroup's number is the inode number of its folder.
#include "sys/cgroup_tree.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "sys/mounts.h"

namespace minato::sys {
namespace {

// A machine has hundreds; this only bounds a hostile tree.
constexpr std::size_t kMostFolders = 50'000;

std::string mount_point() {
  for (const Mount& mount : list_mounts()) {
    if (mount.type == "cgroup2") return mount.point;
  }
  return {};
}

}  // namespace

std::map<std::uint64_t, std::string> find_cgroup_paths(std::span<const std::uint64_t> ids) {
  std::map<std::uint64_t, std::string> paths;
  const std::string root = mount_point();
  if (root.empty() || ids.empty()) return paths;
  namespace fs = std::filesystem;
  std::error_code error;
  std::size_t seen = 0;
  fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator() && paths.size() < ids.size();
       at.increment(error)) {
    if (!at->is_directory(error)) continue;
    if (++seen > kMostFolders) break;
    struct stat about{};
    if (::stat(at->path().c_str(), &about) < 0) continue;
    if (std::find(ids.begin(), ids.end(), about.st_ino) != ids.end()) {
      paths.emplace(about.st_ino, at->path().string().substr(root.size()));
    }
  }
  return paths;
}

}  // namespace minato::sys
