// Stands by while a long command runs: Ctrl-C, a pressed key, and the time to show progress.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/error.h"

namespace minato::sys {

struct AttendantOptions {
  std::function<void()> on_stop{};  ///< SIGINT, SIGTERM or SIGHUP; a second one ends the process
  std::function<void()> on_key{};   ///< any key; only asked for when standard input is a terminal
  std::function<void()> on_tick{};
  std::chrono::milliseconds every{250};
};

/// Calls from a thread of its own, one at a time, as long as it lives. The signals are taken from
/// the calling thread and from threads that it starts afterwards; everything is given back at the
/// end. At most one in a process.
class Attendant {
 public:
  /// Errors: local.
  [[nodiscard]] static base::Result<std::unique_ptr<Attendant>> start(AttendantOptions options);
  Attendant(const Attendant&) = delete;
  Attendant& operator=(const Attendant&) = delete;
  ~Attendant();

 private:
  struct State;
  explicit Attendant(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace minato::sys
