// epoll with signals in it.
#include "lab/ends/events.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace minato::lab {

tl::expected<Events, std::string> Events::create() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&set, signal);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  sys::UniqueFd signals(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  sys::UniqueFd poll(epoll_create1(EPOLL_CLOEXEC));
  Events events(std::move(poll), std::move(signals));
  if (!events.poll_ || !events.signals_ || !events.watch(events.signals_.get())) {
    return tl::unexpected("events: " + std::generic_category().message(errno));
  }
  // A pipe without a reader reports an error; a file cannot be watched and need not be.
  epoll_event gone{};
  gone.data.fd = STDOUT_FILENO;
  epoll_ctl(events.poll_.get(), EPOLL_CTL_ADD, STDOUT_FILENO, &gone);
  return events;
}

bool Events::watch(int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  return epoll_ctl(poll_.get(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

Events::Wish Events::read_signal() {
  signalfd_siginfo info{};
  if (read(signals_.get(), &info, sizeof info) != sizeof info) return Wish::none;
  return info.ssi_signo == SIGUSR1 ? Wish::report : Wish::stop;
}

Events::Wish Events::wait(std::chrono::nanoseconds limit) {
  const timespec time{.tv_sec = limit.count() / 1'000'000'000,
                      .tv_nsec = limit.count() % 1'000'000'000};
  std::array<epoll_event, 8> ready{};
  const int count = epoll_pwait2(poll_.get(), ready.data(), static_cast<int>(ready.size()),
                                 limit.count() < 0 ? nullptr : &time, nullptr);
  for (int i = 0; i < count; ++i) {
    const int descriptor = ready.at(static_cast<std::size_t>(i)).data.fd;
    if (descriptor == STDOUT_FILENO) return Wish::stop;
    if (descriptor == signals_.get()) return read_signal();
  }
  return count < 0 && errno != EINTR ? Wish::stop : Wish::none;
}

void make_punctual() {
  prctl(PR_SET_TIMERSLACK, 1UL);
  setpriority(PRIO_PROCESS, 0, -10);  // where it may not, the figures of lateness tell
}

}  // namespace minato::lab
