// What a program of the lab waits for: frames, a time, signals, and the end of whoever started it.
#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>

#include "sys/unique_fd.h"

namespace minato::lab {

/// Blocks SIGTERM, SIGINT and SIGUSR1 and receives them here. Not thread-safe.
class Events {
 public:
  enum class Wish : std::uint8_t { none, report, stop };

  [[nodiscard]] static tl::expected<Events, std::string> create();
  [[nodiscard]] bool watch(int descriptor);
  /// Sleeps until a descriptor is readable, the time has passed or a signal came. Negative: no
  /// limit. SIGUSR1 wishes a report; SIGTERM, SIGINT and the loss of a reader on stdout the end.
  [[nodiscard]] Wish wait(std::chrono::nanoseconds limit);

 private:
  Events(sys::UniqueFd poll, sys::UniqueFd signals)
      : poll_(std::move(poll)), signals_(std::move(signals)) {}
  [[nodiscard]] Wish read_signal();

  sys::UniqueFd poll_;
  sys::UniqueFd signals_;
};

/// Timers to the nanosecond, and a little ahead of the programs under test, as far as we may.
void make_punctual();

}  // namespace minato::lab
