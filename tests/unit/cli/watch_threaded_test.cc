// What `ls --watch` does beside the screen: looking at the machine, ending processes.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "cli/watch/collector.h"
#include "cli/watch/errand.h"
#include "made_machine.h"

namespace minato::cli::watch {
namespace {

/// Waits for a thread to say that it is done.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    ++rung_;
    changed_.notify_all();
  }
  void wait(int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return rung_ >= times; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int rung_ = 0;
};

TEST(Collecting, compares_each_look_with_the_one_before) {
  MadeMachine machine;
  machine.listen("0.0.0.0", 80);
  machine.listen("0.0.0.0", 443);
  const auto first = machine.look(TableKind::listeners, {1});
  const auto second = machine.look(TableKind::listeners);
  Bell bell;
  int looks = 0;
  Collector collector(
      [&](TableKind kind) -> LookResult {
        EXPECT_EQ(kind, TableKind::listeners);
        if (++looks == 2) return base::fail(base::system_error("open", 13));
        return looks == 1 ? first : second;
      },
      [&] { bell.ring(); });
  EXPECT_FALSE(collector.busy());
  EXPECT_FALSE(collector.take());
  for (int round = 1; round <= 3; ++round) {
    collector.request(TableKind::listeners);
    EXPECT_TRUE(collector.busy());
    bell.wait(round);
    const auto answer = collector.take();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->has_value(), round != 2) << "a failed look is told, and no end";
    if (round == 3) {
      EXPECT_EQ((**answer)->rows[1].change, Change::fresh);
    }
    EXPECT_FALSE(collector.busy());
  }
}

TEST(Errands, are_done_beside_and_answered_once) {
  Bell bell;
  Errand<int> errand([&] { bell.ring(); });
  EXPECT_FALSE(errand.take());
  errand.start([] { return 42; });
  bell.wait(1);
  EXPECT_EQ(errand.take(), 42);
  EXPECT_FALSE(errand.take());
  errand.start([] { return 43; });
  errand.finish();
  EXPECT_EQ(errand.take(), 43);
}

}  // namespace
}  // namespace minato::cli::watch
