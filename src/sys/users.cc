// getpwuid_r with a buffer that grows.
#include "sys/users.h"

#include <pwd.h>

#include <cerrno>
#include <vector>

namespace minato::sys {
namespace {

/// Hands the entry of `uid` to `take` when there is one.
template <typename Take>
void look_up(std::uint32_t uid, Take take) {
  constexpr std::size_t kLargest = 1U << 20;
  for (std::vector<char> buffer(1024); buffer.size() <= kLargest;
       buffer.resize(buffer.size() * 2)) {
    passwd entry{};
    passwd* found = nullptr;
    const int error = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    if (error == 0 && found != nullptr) take(*found);
    if (error != ERANGE) return;
  }
}

}  // namespace

const std::string& UserNames::name(std::uint32_t uid) {
  const auto known = names_.find(uid);
  if (known != names_.end()) return known->second;
  std::string name = std::to_string(uid);
  look_up(uid, [&](const passwd& entry) { name = entry.pw_name; });
  return names_.emplace(uid, std::move(name)).first->second;
}

std::string home_directory(std::uint32_t uid) {
  std::string home;
  look_up(uid, [&](const passwd& entry) { home = entry.pw_dir; });
  return home;
}

}  // namespace minato::sys
