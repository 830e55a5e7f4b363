// One thing done beside the screen, on a thread of its own: finding out who holds a port, ending
// the holders.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace minato::cli::watch {

/// At most one at a time. start() and take() belong to one thread. Ending waits for the errand.
template <typename Answer>
class Errand {
 public:
  /// ready: called on the errand's thread when the answer is there.
  explicit Errand(std::function<void()> ready) : ready_(std::move(ready)) {}

  /// Begins; waits for the errand before, if there is one.
  void start(std::function<Answer()> task) {
    finish();
    thread_ = std::jthread([this, task = std::move(task)] {
      Answer answer = task();
      {
        const std::lock_guard lock(mutex_);
        answer_.emplace(std::move(answer));
      }
      ready_();
    });
  }

  [[nodiscard]] std::optional<Answer> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(answer_, std::nullopt);
  }

  /// Waits until the errand is done.
  void finish() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::function<void()> ready_;
  std::mutex mutex_;
  std::optional<Answer> answer_{};  // guarded
  std::jthread thread_{};           // last: joins before the rest goes
};

}  // namespace minato::cli::watch
