// What a full-screen program waits for: keys, another size, the end, and word from its own threads.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "base/error.h"
#include "sys/unique_fd.h"

namespace minato::sys {

/// What came since the last wait. All may be false: the patience was over.
struct ScreenHappened {
  bool input = false;      ///< standard input has bytes
  bool woken = false;      ///< Waker::wake() was called
  bool resized = false;    ///< the terminal has another size (SIGWINCH)
  bool suspend = false;    ///< Ctrl-Z (SIGTSTP)
  bool continued = false;  ///< back in the foreground (SIGCONT)
  bool end = false;        ///< SIGINT, SIGTERM, SIGHUP, SIGQUIT, or the terminal went away
};

/// Ends a wait from another thread. Copies share one descriptor; thread-safe.
class Waker {
 public:
  void wake() const;

 private:
  friend class ScreenEvents;
  explicit Waker(std::shared_ptr<UniqueFd> fd) : fd_(std::move(fd)) {}
  std::shared_ptr<UniqueFd> fd_;
};

/// Takes the signals of the calling thread as events as long as it lives. Threads that are started
/// meanwhile leave them alone too. Not thread-safe.
class ScreenEvents {
 public:
  /// Errors: local.
  [[nodiscard]] static base::Result<ScreenEvents> create();
  ScreenEvents(ScreenEvents&&) noexcept = default;
  ScreenEvents& operator=(ScreenEvents&&) = delete;
  ScreenEvents(const ScreenEvents&) = delete;
  ScreenEvents& operator=(const ScreenEvents&) = delete;
  /// Gives the signals back; one that came meanwhile and was not looked at is delivered then.
  ~ScreenEvents();

  [[nodiscard]] Waker waker() const { return Waker(wake_); }
  /// Sleeps until something happens, at most `patience`. Errors: local.
  [[nodiscard]] base::Result<ScreenHappened> wait(std::chrono::milliseconds patience) const;

 private:
  ScreenEvents() = default;

  std::shared_ptr<UniqueFd> wake_{};
  UniqueFd signals_{};
};

/// Stops this process as the shell's Ctrl-Z does; returns when it is continued.
void stop_this_process();

}  // namespace minato::sys
