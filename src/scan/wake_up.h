// Sleeping until a moment, or until another thread has something.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace minato::scan {

/// One thread waits, any notify; a notification before the wait counts. Once a batch, not a packet.
class WakeUp {
 public:
  void notify() {
    {
      const std::lock_guard lock(mutex_);
      notified_ = true;
    }
    condition_.notify_one();
  }

  /// Returns at the latest after `most`.
  void wait(std::chrono::nanoseconds most) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, most, [&] { return notified_; });
    notified_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool notified_ = false;
};

}  // namespace minato::scan
