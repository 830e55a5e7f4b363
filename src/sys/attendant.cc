// One thread in poll(): a signalfd, standard input without line buffering, an eventfd to end it.
#include "sys/attendant.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <thread>

#include "sys/terminal.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

constexpr int kInterruptedExit = 130;

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

/// Keys come at once and are not shown. Only in the foreground: a background process that changes
/// the terminal is stopped.
std::optional<termios> take_keys() {
  if (!is_terminal(Stream::input) || ::tcgetpgrp(STDIN_FILENO) != ::getpgrp()) return std::nullopt;
  termios before{};
  if (::tcgetattr(STDIN_FILENO, &before) != 0) return std::nullopt;
  termios keys = before;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 0;
  keys.c_cc[VTIME] = 0;
  if (::tcsetattr(STDIN_FILENO, TCSANOW, &keys) != 0) return std::nullopt;
  return before;
}

}  // namespace

struct Attendant::State {
  AttendantOptions options{};
  UniqueFd signals{};
  UniqueFd end{};
  sigset_t mask_before{};
  std::optional<termios> terminal_before{};
  bool stopped = false;  ///< the thread's own
  std::thread thread{};

  void run();
  void take_signal();
  void take_keys_typed() const;
  void give_terminal_back() const {
    if (terminal_before) ::tcsetattr(STDIN_FILENO, TCSANOW, &*terminal_before);
  }
};

void Attendant::State::take_signal() {
  signalfd_siginfo info{};
  if (::read(signals.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return;
  if (stopped) {
    // Whoever asks twice does not want to wait for files to be finished.
    give_terminal_back();
    std::_Exit(kInterruptedExit);
  }
  stopped = true;
  if (options.on_stop) options.on_stop();
}

void Attendant::State::take_keys_typed() const {
  std::array<char, 64> keys{};
  if (::read(STDIN_FILENO, keys.data(), keys.size()) > 0 && options.on_key) options.on_key();
}

void Attendant::State::run() {
  auto next = std::chrono::steady_clock::now() + options.every;
  for (;;) {
    std::array<pollfd, 3> waits = {{{signals.get(), POLLIN, 0},
                                    {end.get(), POLLIN, 0},
                                    {terminal_before ? STDIN_FILENO : -1, POLLIN, 0}}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        next - std::chrono::steady_clock::now());
    const int ready = ::poll(waits.data(), waits.size(),
                             static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready < 0 && errno != EINTR) return;
    if (waits[1].revents != 0) return;
    if (waits[0].revents != 0) take_signal();
    if (waits[2].revents != 0) take_keys_typed();
    if (std::chrono::steady_clock::now() < next) continue;
    next += options.every;
    if (options.on_tick) options.on_tick();
  }
}

Attendant::Attendant(std::unique_ptr<State> state) : state_(std::move(state)) {}

base::Result<std::unique_ptr<Attendant>> Attendant::start(AttendantOptions options) {
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  const sigset_t ending = ending_signals();
  state->end = UniqueFd(::eventfd(0, EFD_CLOEXEC));
  if (!state->end) return base::fail(base::system_error("eventfd", errno));
  state->signals = UniqueFd(::signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!state->signals) return base::fail(base::system_error("signalfd", errno));
  if (const int failed = ::pthread_sigmask(SIG_BLOCK, &ending, &state->mask_before); failed != 0) {
    return base::fail(base::system_error("pthread_sigmask", failed));
  }
  if (state->options.on_key) state->terminal_before = take_keys();
  State* const running = state.get();
  state->thread = std::thread([running] { running->run(); });
  return std::unique_ptr<Attendant>(new Attendant(std::move(state)));
}

Attendant::~Attendant() {
  const std::uint64_t one = 1;
  // An eventfd that was never written to takes one.
  [[maybe_unused]] const ssize_t written = ::write(state_->end.get(), &one, sizeof one);
  state_->thread.join();
  state_->give_terminal_back();
  ::pthread_sigmask(SIG_SETMASK, &state_->mask_before, nullptr);
}

}  // namespace minato::sys
