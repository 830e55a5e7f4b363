// getdents64(2) with a large buffer.
#include "sys/directory_entries.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/strings.h"

namespace minato::sys {
namespace {
constexpr std::size_t kBufferBytes = 64U << 10;
}

DirectoryEntries::DirectoryEntries() : buffer_(kBufferBytes / sizeof(std::uint64_t)) {}

bool DirectoryEntries::read(const UniqueFd& directory,
                            const std::function<void(const char*)>& visit) {
  auto* const bytes = reinterpret_cast<char*>(buffer_.data());
  while (true) {
    const long got = ::syscall(SYS_getdents64, directory.get(), bytes, kBufferBytes);
    if (got == 0) return true;
    if (got < 0) return false;
    for (long at = 0; at < got;) {
      const auto* const entry = reinterpret_cast<const dirent64*>(bytes + at);
      visit(entry->d_name);
      at += entry->d_reclen;
    }
  }
}

std::optional<std::int32_t> numeric_name(std::string_view name) {
  if (name.empty() || name.front() < '0' || name.front() > '9') return std::nullopt;
  return base::parse_number<std::int32_t>(name);
}

}  // namespace minato::sys
