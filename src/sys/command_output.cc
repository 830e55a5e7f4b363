// posix_spawn, a pipe and a pidfd; whatever happens, the program is reaped before returning.
#include "sys/command_output.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "base/clock.h"
#include "sys/pidfd.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

using base::fail;
using base::Result;

base::Error failed(const std::string& path, base::ErrorCode code) {
  return {.code = code, .origin = base::Origin::local, .key = "error.sys.command", .args = {path}};
}

/// Where the three standard descriptors of the program lead.
class Redirections {
 public:
  explicit Redirections(int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
  }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;
  ~Redirections() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

Result<pid_t> spawn(const std::string& path, std::span<const std::string> words, int output) {
  std::vector<std::string> copies{path};
  copies.insert(copies.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  arguments.reserve(copies.size() + 1);
  for (std::string& copy : copies) arguments.push_back(copy.data());
  arguments.push_back(nullptr);
  std::string locale = "LC_ALL=C";
  std::array<char*, 2> environment = {locale.data(), nullptr};
  const Redirections redirections(output);
  pid_t pid = 0;
  const int code = ::posix_spawn(&pid, path.c_str(), redirections.get(), nullptr, arguments.data(),
                                 environment.data());
  if (code != 0) return fail(base::system_error("spawn " + path, code));
  return pid;
}

/// Reads to the end; fails when that takes longer or is more than allowed.
Result<std::string> read_all(const std::string& path, int fd, const CommandLimits& limits) {
  const base::SystemClock clock;
  const auto deadline = clock.monotonic() + limits.time;
  std::string text;
  std::array<char, 4096> block{};
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.monotonic()).count();
    if (left <= 0) return fail(failed(path, base::ErrorCode::timeout));
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60000)));
    if (ready < 0 && errno != EINTR) return fail(base::system_error("poll " + path, errno));
    if (ready <= 0) continue;
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(base::system_error("read " + path, errno));
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > limits.most_bytes) return fail(failed(path, base::ErrorCode::exhausted));
  }
}

/// Gives it a moment to end by itself when it may, ends it otherwise; true when it ended with 0.
bool reap(pid_t pid, std::chrono::milliseconds patience) {
  // Our own child that nobody else waits for: its number cannot have become another's.
  if (const auto handle = ProcessHandle::open(pid)) {
    const auto ended = handle->ended(patience);
    if (!ended || !*ended) static_cast<void>(handle->send(EndSignal::kill));
  } else {
    ::kill(pid, SIGKILL);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

Result<std::string> command_output(const std::string& path, std::span<const std::string> words,
                                   const CommandLimits& limits) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) < 0) return fail(base::system_error("pipe", errno));
  const UniqueFd output(ends[0]);
  UniqueFd input(ends[1]);
  const auto pid = spawn(path, words, input.get());
  if (!pid) return fail(pid.error());
  input = UniqueFd();
  auto text = read_all(path, output.get(), limits);
  const bool well =
      reap(*pid, text ? std::chrono::milliseconds(500) : std::chrono::milliseconds(0));
  if (!text) return text;
  if (!well) return fail(failed(path, base::ErrorCode::io));
  return text;
}

}  // namespace minato::sys
