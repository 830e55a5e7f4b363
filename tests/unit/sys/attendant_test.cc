// Signals and ticks while a long command runs.
#include "sys/attendant.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <future>

namespace minato::sys {
namespace {

using std::chrono::milliseconds;

TEST(Attendant, tells_the_first_interrupt_and_gives_the_signal_back) {
  std::promise<void> stopped;
  {
    const auto attendant = Attendant::start({.on_stop = [&] { stopped.set_value(); }});
    ASSERT_TRUE(attendant);
    ASSERT_EQ(::kill(::getpid(), SIGINT), 0);
    EXPECT_EQ(stopped.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  }
  sigset_t blocked;
  ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &blocked), 0);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0);
}

TEST(Attendant, a_second_interrupt_ends_the_process) {
  EXPECT_EXIT(
      {
        std::promise<void> first;
        const auto attendant = Attendant::start({.on_stop = [&] { first.set_value(); }});
        ::kill(::getpid(), SIGINT);
        first.get_future().wait();
        ::kill(::getpid(), SIGINT);
        ::pause();
      },
      ::testing::ExitedWithCode(130), "");
}

TEST(Attendant, ticks) {
  std::promise<void> thrice;
  int ticks = 0;
  const auto attendant = Attendant::start({.on_tick =
                                               [&] {
                                                 if (++ticks == 3) thrice.set_value();
                                               },
                                           .every = milliseconds(1)});
  ASSERT_TRUE(attendant);
  EXPECT_EQ(thrice.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace minato::sys
