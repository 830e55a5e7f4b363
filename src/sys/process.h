// What /proc/PID tells about one process (proc(5)). Parsing is pure; names are hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace minato::sys {

/// The fields of /proc/PID/stat that minato needs.
struct ProcessStat {
  std::int32_t pid = 0;
  std::int32_t parent = 0;
  std::string name{};             ///< comm: may hold spaces, parentheses, control characters
  std::uint64_t start_ticks = 0;  ///< clock ticks since boot

  bool operator==(const ProcessStat&) const = default;
};

/// Parses /proc/PID/stat; nothing when it is not one.
[[nodiscard]] std::optional<ProcessStat> parse_process_stat(std::string_view text);
/// The real uid in /proc/PID/status; nothing when it is not there.
[[nodiscard]] std::optional<std::uint32_t> parse_status_uid(std::string_view text);
/// /proc/PID/cmdline as arguments. A program that overwrote it with one title gives one argument.
[[nodiscard]] std::vector<std::string> parse_command_line(std::string_view bytes);

/// Everything of one process; what may not be read is empty.
struct ProcessFacts {
  ProcessStat stat{};
  std::optional<std::uint32_t> uid{};
  std::vector<std::string> arguments{};
  std::string executable{};  ///< without the kernel's " (deleted)"
  std::string cgroup{};      ///< the text of /proc/PID/cgroup
};

/// Errors: not_found when the process is gone or hidden.
[[nodiscard]] base::Result<ProcessFacts> read_process(std::int32_t pid);
/// Only /proc/PID/stat: for chains of parents.
[[nodiscard]] base::Result<ProcessStat> read_process_stat(std::int32_t pid);

/// Turns start_ticks into a time of day.
class BootClock {
 public:
  /// Reads when this machine was started.
  BootClock();
  [[nodiscard]] base::Timestamp started(std::uint64_t start_ticks) const;

 private:
  base::Timestamp boot_;
  std::uint64_t ticks_per_second_;
};

/// Every pid in /proc, ascending. Errors: local.
[[nodiscard]] base::Result<std::vector<std::int32_t>> list_pids();

/// This process, as the kernel numbers it.
[[nodiscard]] std::int32_t own_pid();
/// The user that the kernel checks rights against.
[[nodiscard]] std::uint32_t effective_uid();

}  // namespace minato::sys
