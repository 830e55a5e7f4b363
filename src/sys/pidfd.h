// A process that cannot be mistaken for a later one with the same number (pidfd_open(2)).
#pragma once

#include <chrono>
#include <cstdint>

#include "base/error.h"
#include "sys/unique_fd.h"

namespace minato::sys {

enum class EndSignal : std::uint8_t { terminate, kill };

/// Not thread-safe.
class ProcessHandle {
 public:
  /// Errors: not_found when there is none.
  [[nodiscard]] static base::Result<ProcessHandle> open(std::int32_t pid);

  [[nodiscard]] std::int32_t pid() const { return pid_; }
  /// Errors: permission; not_found when it has ended.
  [[nodiscard]] base::Result<void> send(EndSignal signal) const;
  /// Waits at most `patience`; true when it has ended. Errors: local.
  [[nodiscard]] base::Result<bool> ended(std::chrono::milliseconds patience) const;

 private:
  ProcessHandle(std::int32_t pid, UniqueFd fd) : pid_(pid), fd_(std::move(fd)) {}

  std::int32_t pid_;
  UniqueFd fd_;
};

}  // namespace minato::sys
