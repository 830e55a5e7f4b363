// Ending listeners: the plan on made-up sockets, the end on children that the test starts.
#include "host/ending.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/unique_fd.h"

namespace minato::host {
namespace {

using model::Socket;
using model::SocketState;
using std::chrono::milliseconds;

Socket at_state(SocketState state, std::uint64_t inode, std::vector<std::int32_t> pids) {
  Socket socket{.state = state, .inode = inode};
  for (const std::int32_t pid : pids) socket.holders.push_back({pid, 3});
  return socket;
}

TEST(EndPlan, takes_every_holder_of_listeners_once_and_leaves_clients_alone) {
  const std::vector<Socket> sockets = {
      at_state(SocketState::listen, 1, {10, 11, 11}), at_state(SocketState::listen, 2, {10}),
      at_state(SocketState::established, 3, {20}), at_state(SocketState::bound, 4, {12}),
      at_state(SocketState::listen, 5, {})};
  const EndPlan plan = plan_ending(sockets, {.self = 99});
  const std::vector<EndTarget> expected = {{10, {1, 2}, {}}, {11, {1}, {}}, {12, {4}, {}}};
  EXPECT_EQ(plan.targets, expected);
  EXPECT_EQ(plan.hidden, 1U);
}

TEST(EndPlan, refuses_the_first_process_itself_and_its_ancestors) {
  const std::vector<Socket> sockets = {at_state(SocketState::listen, 1, {1, 50, 60, 70})};
  const EndPlan plan = plan_ending(sockets, {.self = 60, .ancestors = {50, 1}});
  ASSERT_EQ(plan.targets.size(), 4U);
  EXPECT_EQ(plan.targets[0].refusal, EndRefusal::first_process);
  EXPECT_EQ(plan.targets[1].refusal, EndRefusal::our_ancestor);
  EXPECT_EQ(plan.targets[2].refusal, EndRefusal::ourselves);
  EXPECT_FALSE(plan.targets[3].refusal);
}

TEST(EndPlan, our_lineage_reaches_up_to_the_first_process) {
  const OwnLineage lineage = own_lineage();
  EXPECT_EQ(lineage.self, ::getpid());
  ASSERT_FALSE(lineage.ancestors.empty());
  EXPECT_EQ(lineage.ancestors.front(), ::getppid());
}

/// A listener that the test and its children share, and children that hold it.
class Children : public testing::Test {
 protected:
  Children() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    struct stat about{};
    EXPECT_EQ(::fstat(listener_.get(), &about), 0);
    inode_ = about.st_ino;
  }
  ~Children() override {
    for (const pid_t child : started_) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
  }

  enum class OnTerminate { end, ignore };
  enum class Listener { keep, close };

  /// A child that is ready once this returns.
  pid_t start(OnTerminate on_terminate, Listener listener = Listener::keep) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::signal(SIGTERM, on_terminate == OnTerminate::ignore ? SIG_IGN : SIG_DFL);
      if (listener == Listener::close) ::close(listener_.get());
      static_cast<void>(::write(ready[1], ".", 1));
      while (true) ::pause();
    }
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
    started_.push_back(child);
    return child;
  }

  EndReport end_one(pid_t pid, EndOptions options) {
    EndPlan plan;
    plan.targets.push_back({pid, {inode_}, {}});
    const auto reports = end_processes(plan, options);
    EXPECT_TRUE(reports && reports->size() == 1);
    return reports ? reports->front() : EndReport{};
  }

  static bool is_running(pid_t child) { return ::waitpid(child, nullptr, WNOHANG) == 0; }

  sys::UniqueFd listener_;
  std::uint64_t inode_ = 0;
  std::vector<pid_t> started_;
};

TEST_F(Children, end_at_the_first_signal) {
  const pid_t child = start(OnTerminate::end);
  EXPECT_EQ(end_one(child, {}).outcome, EndOutcome::ended);
}

TEST_F(Children, that_ignore_it_are_killed_after_the_grace) {
  const pid_t child = start(OnTerminate::ignore);
  EXPECT_EQ(end_one(child, {.grace = milliseconds(30)}).outcome, EndOutcome::killed);
}

TEST_F(Children, that_no_longer_hold_the_socket_are_left_alone) {
  const pid_t child = start(OnTerminate::end, Listener::close);
  EXPECT_EQ(end_one(child, {}).outcome, EndOutcome::holds_no_longer);
  EXPECT_TRUE(is_running(child));
}

TEST_F(Children, that_have_ended_are_gone) {
  const pid_t child = start(OnTerminate::end);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  started_.clear();
  EXPECT_EQ(end_one(child, {}).outcome, EndOutcome::gone);
}

TEST_F(Children, several_are_ended_together_and_refused_ones_stay) {
  const pid_t first = start(OnTerminate::end);
  const pid_t second = start(OnTerminate::ignore);
  const pid_t third = start(OnTerminate::end);
  EndPlan plan;
  plan.targets.push_back({first, {inode_}, {}});
  plan.targets.push_back({second, {inode_}, {}});
  plan.targets.push_back({third, {inode_}, EndRefusal::our_ancestor});
  const auto reports = end_processes(plan, {.grace = milliseconds(30)});
  ASSERT_TRUE(reports);
  ASSERT_EQ(reports->size(), 3U);
  EXPECT_EQ((*reports)[0].outcome, EndOutcome::ended);
  EXPECT_EQ((*reports)[1].outcome, EndOutcome::killed);
  EXPECT_EQ((*reports)[2].outcome, EndOutcome::refused);
  EXPECT_TRUE(is_running(third));
}

}  // namespace
}  // namespace minato::host
