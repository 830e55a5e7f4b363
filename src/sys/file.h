// Small files of the system: /proc, /sys and configuration, read whole with a limit.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "sys/unique_fd.h"

namespace minato::sys {

/// Most bytes that a small file may have; what is beyond is not read.
inline constexpr std::size_t kSmallFileBytes = 1U << 20;

/// Opens a directory to read below it. Errors: local (open).
[[nodiscard]] base::Result<UniqueFd> open_directory(const std::string& path);

/// The first `limit` bytes of a file. Errors: local (open, read).
[[nodiscard]] base::Result<std::string> read_file(const std::string& path,
                                                  std::size_t limit = kSmallFileBytes);
/// The same, relative to an open directory.
[[nodiscard]] base::Result<std::string> read_file_at(const UniqueFd& directory,
                                                     const std::string& name,
                                                     std::size_t limit = kSmallFileBytes);

/// Where a symbolic link points. Errors: local (readlink).
[[nodiscard]] base::Result<std::string> read_link(const std::string& path);
[[nodiscard]] base::Result<std::string> read_link_at(const UniqueFd& directory,
                                                     const std::string& name);

/// Names in a directory without "." and "..", in no particular order. Errors: local.
[[nodiscard]] base::Result<std::vector<std::string>> list_directory(const std::string& path);

/// True when something exists there, readable or not.
[[nodiscard]] bool exists(const std::string& path);

}  // namespace minato::sys
