// The pidfd system calls, bare: <sys/pidfd.h> of libc 2.36 does not declare them for C++.
#include "sys/pidfd.h"

#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGKILL is POSIX
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>

#include "base/clock.h"

namespace minato::sys {

using base::fail;
using base::Result;

Result<ProcessHandle> ProcessHandle::open(std::int32_t pid) {
  const long fd = ::syscall(SYS_pidfd_open, pid, 0U);
  if (fd < 0) return fail(base::system_error("pidfd_open " + std::to_string(pid), errno));
  return ProcessHandle(pid, UniqueFd(static_cast<int>(fd)));
}

Result<void> ProcessHandle::send(EndSignal signal) const {
  const int number = signal == EndSignal::kill ? SIGKILL : SIGTERM;
  if (::syscall(SYS_pidfd_send_signal, fd_.get(), number, nullptr, 0U) < 0) {
    return fail(base::system_error("kill " + std::to_string(pid_), errno));
  }
  return {};
}

Result<bool> ProcessHandle::ended(std::chrono::milliseconds patience) const {
  const base::SystemClock clock;
  const auto deadline = clock.monotonic() + patience;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.monotonic()).count();
    pollfd waiting{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    const int ready =
        ::poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return fail(base::system_error("poll pidfd", errno));
    return ready > 0;
  }
}

}  // namespace minato::sys
