// Reading /proc/PID.
#include "sys/process.h"

#include <time.h>  // NOLINT(modernize-deprecated-headers): clock_gettime is POSIX
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/strings.h"
#include "sys/directory_entries.h"
#include "sys/file.h"

namespace minato::sys {

using base::fail;
using base::parse_number;
using base::Result;

namespace {

constexpr std::size_t kStatBytes = 4096;
// A command line may be megabytes long; nobody reads more than this.
constexpr std::size_t kCommandLineBytes = 64U << 10;
constexpr std::string_view kDeleted = " (deleted)";

base::Error gone(std::int32_t pid) {
  return {.code = base::ErrorCode::not_found,
          .origin = base::Origin::local,
          .key = "error.process-gone",
          .args = {std::to_string(pid)}};
}

std::string executable_of(const UniqueFd& directory) {
  std::string target = read_link_at(directory, "exe").value_or("");
  if (target.ends_with(kDeleted)) target.resize(target.size() - kDeleted.size());
  return target;
}

std::chrono::microseconds read_clock(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::microseconds(now.tv_nsec / 1000);
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  // pid (comm) state ppid …: comm may hold anything, so its end is the last parenthesis.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  // Fields behind comm: state is number 0, ppid 1, starttime 19.
  const std::vector<std::string_view> fields = base::words(text.substr(close + 1));
  const auto pid = parse_number<std::int32_t>(base::trim(text.substr(0, open)));
  if (!pid || fields.size() < 20) return std::nullopt;
  const auto parent = parse_number<std::int32_t>(fields[1]);
  const auto start = parse_number<std::uint64_t>(fields[19]);
  if (!parent || !start) return std::nullopt;
  return ProcessStat{.pid = *pid,
                     .parent = *parent,
                     .name = std::string(text.substr(open + 1, close - open - 1)),
                     .start_ticks = *start};
}

std::optional<std::uint32_t> parse_status_uid(std::string_view text) {
  constexpr std::string_view kField = "\nUid:";
  const std::size_t at = text.find(kField);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(at + kField.size());
  const auto numbers = base::words(line.substr(0, line.find('\n')));
  return numbers.empty() ? std::nullopt : parse_number<std::uint32_t>(numbers.front());
}

std::vector<std::string> parse_command_line(std::string_view bytes) {
  while (!bytes.empty() && bytes.back() == '\0') bytes.remove_suffix(1);
  std::vector<std::string> arguments;
  if (bytes.empty()) return arguments;
  for (const std::string_view part : base::split(bytes, '\0')) arguments.emplace_back(part);
  return arguments;
}

Result<ProcessFacts> read_process(std::int32_t pid) {
  // One open directory: a new process that got the same pid meanwhile is never mixed in.
  const auto directory = open_directory("/proc/" + std::to_string(pid));
  if (!directory) return fail(gone(pid));
  const auto text = read_file_at(*directory, "stat", kStatBytes);
  auto stat = text ? parse_process_stat(*text) : std::nullopt;
  if (!stat) return fail(gone(pid));
  ProcessFacts facts{.stat = std::move(*stat)};
  facts.uid = parse_status_uid(read_file_at(*directory, "status", kStatBytes).value_or(""));
  facts.arguments =
      parse_command_line(read_file_at(*directory, "cmdline", kCommandLineBytes).value_or(""));
  facts.executable = executable_of(*directory);
  facts.cgroup = read_file_at(*directory, "cgroup", kCommandLineBytes).value_or("");
  return facts;
}

Result<ProcessStat> read_process_stat(std::int32_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat", kStatBytes);
  auto stat = text ? parse_process_stat(*text) : std::nullopt;
  if (!stat) return fail(gone(pid));
  return *stat;
}

BootClock::BootClock()
    : boot_(read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME)),
      ticks_per_second_(static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_CLK_TCK)))) {}

base::Timestamp BootClock::started(std::uint64_t start_ticks) const {
  constexpr std::uint64_t kMicro = 1'000'000;
  const std::uint64_t seconds = start_ticks / ticks_per_second_;
  const std::uint64_t part = start_ticks % ticks_per_second_ * kMicro / ticks_per_second_;
  return boot_ + std::chrono::microseconds(static_cast<std::int64_t>(seconds * kMicro + part));
}

Result<std::vector<std::int32_t>> list_pids() {
  const auto proc = open_directory("/proc");
  if (!proc) return fail(proc.error());
  std::vector<std::int32_t> pids;
  const bool complete = DirectoryEntries().read(*proc, [&](const char* name) {
    if (const auto pid = numeric_name(name); pid && *pid > 0) pids.push_back(*pid);
  });
  if (!complete) return fail(base::system_error("list /proc", errno));
  std::sort(pids.begin(), pids.end());
  return pids;
}

std::int32_t own_pid() { return ::getpid(); }

std::uint32_t effective_uid() { return ::geteuid(); }

}  // namespace minato::sys
