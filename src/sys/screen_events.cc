// signalfd, eventfd and poll.
#include "sys/screen_events.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>

namespace minato::sys {
namespace {

constexpr std::array kEnding = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
constexpr std::array kOthers = {SIGWINCH, SIGTSTP, SIGCONT};

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kEnding) sigaddset(&set, signal);
  for (const int signal : kOthers) sigaddset(&set, signal);
  return set;
}

void note_signal(ScreenHappened& happened, std::uint32_t signal) {
  happened.resized = happened.resized || signal == SIGWINCH;
  happened.suspend = happened.suspend || signal == SIGTSTP;
  happened.continued = happened.continued || signal == SIGCONT;
  happened.end =
      happened.end || std::ranges::find(kEnding, static_cast<int>(signal)) != kEnding.end();
}

}  // namespace

void Waker::wake() const {
  const std::uint64_t one = 1;
  // The only failure is a full counter: the sleeper is awake then anyway.
  [[maybe_unused]] const ssize_t written = ::write(fd_->get(), &one, sizeof one);
}

base::Result<ScreenEvents> ScreenEvents::create() {
  ScreenEvents events;
  events.wake_ = std::make_shared<UniqueFd>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!*events.wake_) return base::fail(base::system_error("eventfd", errno));
  const sigset_t watched = watched_signals();
  if (const int failed = ::pthread_sigmask(SIG_BLOCK, &watched, nullptr); failed != 0) {
    return base::fail(base::system_error("pthread_sigmask", failed));
  }
  events.signals_ = UniqueFd(::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!events.signals_) {
    const int failed = errno;
    ::pthread_sigmask(SIG_UNBLOCK, &watched, nullptr);
    return base::fail(base::system_error("signalfd", failed));
  }
  return events;
}

ScreenEvents::~ScreenEvents() {
  if (!signals_) return;  // moved from
  const sigset_t watched = watched_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &watched, nullptr);
}

base::Result<ScreenHappened> ScreenEvents::wait(std::chrono::milliseconds patience) const {
  std::array<pollfd, 3> fds = {{{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                {.fd = wake_->get(), .events = POLLIN, .revents = 0},
                                {.fd = signals_.get(), .events = POLLIN, .revents = 0}}};
  const auto limit = std::clamp<std::int64_t>(patience.count(), 0, INT_MAX);
  if (::poll(fds.data(), fds.size(), static_cast<int>(limit)) < 0 && errno != EINTR) {
    return base::fail(base::system_error("poll", errno));
  }
  ScreenHappened happened;
  happened.input = (fds[0].revents & POLLIN) != 0;
  happened.end = (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
  std::uint64_t count = 0;
  happened.woken = ::read(wake_->get(), &count, sizeof count) == sizeof count;
  signalfd_siginfo info{};
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    note_signal(happened, info.ssi_signo);
  }
  return happened;
}

void stop_this_process() {
  // SIGTSTP is ours; SIGSTOP looks the same to the shell.
  ::kill(::getpid(), SIGSTOP);
}

}  // namespace minato::sys
