// Handlers of fatal signals; only functions that are safe in them (signal-safety(7)).
#include "sys/terminal_guard.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/check.h"

namespace minato::sys {
namespace {

constexpr std::array kFatal = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// A handler sees globals only.
struct Saved {
  termios modes{};
  bool has_modes = false;
  std::array<char, 256> farewell{};
  std::size_t farewell_bytes = 0;
  std::array<struct sigaction, kFatal.size()> before{};
};
Saved& saved() {
  static Saved kept;
  return kept;
}

void restore_and_die(int signal) {
  const Saved& kept = saved();
  [[maybe_unused]] const ssize_t written =
      ::write(STDOUT_FILENO, kept.farewell.data(), kept.farewell_bytes);
  if (kept.has_modes) ::tcsetattr(STDIN_FILENO, TCSANOW, &kept.modes);
  // SA_RESETHAND put the default back: the same signal ends the program now.
  ::raise(signal);
}

}  // namespace

TerminalGuard::TerminalGuard(std::string_view farewell) {
  Saved& kept = saved();
  MINATO_CHECK(farewell.size() <= kept.farewell.size());
  kept.has_modes = ::tcgetattr(STDIN_FILENO, &kept.modes) == 0;
  std::ranges::copy(farewell, kept.farewell.begin());
  kept.farewell_bytes = farewell.size();
  struct sigaction action{};
  action.sa_handler = restore_and_die;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kFatal.size(); ++i) {
    ::sigaction(kFatal[i], &action, &kept.before[i]);
  }
}

TerminalGuard::~TerminalGuard() {
  for (std::size_t i = 0; i < kFatal.size(); ++i) {
    ::sigaction(kFatal[i], &saved().before[i], nullptr);
  }
}

}  // namespace minato::sys
