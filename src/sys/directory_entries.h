// Names in an open directory, read in large pieces: /proc has tens of thousands of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "sys/unique_fd.h"

namespace minato::sys {

/// Reads directories with one reused buffer. Not thread-safe.
class DirectoryEntries {
 public:
  DirectoryEntries();

  /// Calls `visit` with each name (ended by a zero byte), "." and ".." too. False when the
  /// directory vanished while it was read.
  [[nodiscard]] bool read(const UniqueFd& directory,
                          const std::function<void(const char* name)>& visit);

 private:
  std::vector<std::uint64_t> buffer_;  // aligned for the kernel's records
};

/// A name of digits only as a number; nothing otherwise or when it does not fit.
[[nodiscard]] std::optional<std::int32_t> numeric_name(std::string_view name);

}  // namespace minato::sys
