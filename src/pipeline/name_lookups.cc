// A few threads that outlive nobody's patience: the resolver of the C library cannot be
// interrupted.
#include "pipeline/name_lookups.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "sys/resolver.h"

namespace minato::pipeline {
namespace {
constexpr std::size_t kMostThreads = 8;
}  // namespace

/// Shared with the threads, which may still sit in the resolver when all else is gone.
struct NameLookups::State {
  std::mutex mutex{};
  std::condition_variable wake{};
  std::deque<model::IpAddress> questions{};
  std::vector<Named> answers{};
  bool over = false;

  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [&] { return over || !questions.empty(); });
      if (over) return;
      const model::IpAddress address = questions.front();
      questions.pop_front();
      lock.unlock();
      std::string name = sys::reverse_name(address);
      lock.lock();
      if (!name.empty()) answers.push_back({address, std::move(name)});
    }
  }
};

NameLookups::NameLookups() : state_(std::make_shared<State>()) {}

NameLookups::~NameLookups() {
  const std::lock_guard lock(state_->mutex);
  state_->over = true;
  state_->wake.notify_all();
}

void NameLookups::ask(const model::IpAddress& address) {
  if (asked_ == kMostLookups) return;
  ++asked_;
  {
    const std::lock_guard lock(state_->mutex);
    state_->questions.push_back(address);
  }
  state_->wake.notify_one();
  if (threads_ == kMostThreads) return;
  ++threads_;
  std::thread([state = state_] { state->serve(); }).detach();
}

std::vector<NameLookups::Named> NameLookups::known() const {
  const std::lock_guard lock(state_->mutex);
  return state_->answers;
}

}  // namespace minato::pipeline
