// Judging and ending who holds a port, on sockets that the test itself opens.
#include "pipeline/port_ending.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/unique_fd.h"

namespace minato::pipeline {
namespace {

using model::Transport;

/// A listening (or bound) socket on loopback.
class Door {
 public:
  explicit Door(Transport transport = Transport::tcp)
      : fd_(::socket(AF_INET, transport == Transport::tcp ? SOCK_STREAM : SOCK_DGRAM, 0)),
        transport_(transport) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_.get(), plain, size), 0);
    if (transport == Transport::tcp) {
      EXPECT_EQ(::listen(fd_.get(), 5), 0);
    }
    EXPECT_EQ(::getsockname(fd_.get(), plain, &size), 0);
    number_ = ::ntohs(address.sin_port);
  }

  [[nodiscard]] model::Port port() const { return {number_, transport_}; }
  void close() { fd_.reset(); }

 private:
  sys::UniqueFd fd_;
  Transport transport_;
  std::uint16_t number_ = 0;
};

/// A child that holds whatever the test had open when it was started.
class Holder {
 public:
  Holder() : pid_(::fork()) {
    if (pid_ != 0) return;
    while (true) ::pause();
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() {
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

TEST(PortEnding, of_a_port_that_nobody_listens_on) {
  Door door;
  const model::Port port = door.port();
  door.close();
  const auto ending = PortEnding::create(port);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->verdict(), EndingVerdict::nobody);
  EXPECT_TRUE(ending->doors().empty());
  EXPECT_TRUE(ending->holders().empty());
}

TEST(PortEnding, refuses_the_program_itself) {
  for (const Transport transport : {Transport::tcp, Transport::udp}) {
    const Door door(transport);
    const auto ending = PortEnding::create(door.port());
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->verdict(), EndingVerdict::refused);
    EXPECT_EQ(ending->refusal(), host::EndRefusal::ourselves);
    ASSERT_EQ(ending->holders().size(), 1U);
    EXPECT_EQ(ending->holders().front()->pid, ::getpid());
  }
}

TEST(PortEnding, refuses_all_when_one_of_the_holders_is_never_ended) {
  const Door door;
  const Holder child;
  const auto ending = PortEnding::create(door.port());
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->holders().size(), 2U);
  EXPECT_EQ(ending->verdict(), EndingVerdict::refused);
}

TEST(PortEnding, ends_the_holder_and_finds_the_port_free) {
  Door door;
  const Holder child;
  door.close();
  const auto ending = PortEnding::create(door.port());
  ASSERT_TRUE(ending);
  ASSERT_EQ(ending->verdict(), EndingVerdict::possible);
  ASSERT_EQ(ending->holders().size(), 1U);
  EXPECT_EQ(ending->holders().front()->pid, child.pid());
  const auto done = end_holders(*ending, {});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->result, EndingResult::freed);
  EXPECT_EQ(done->listening, 0U);
  ASSERT_EQ(done->reports.size(), 1U);
  EXPECT_EQ(done->reports.front().outcome, host::EndOutcome::ended);
}

TEST(PortEnding, tells_when_the_port_is_taken_again) {
  Door door;
  const Holder child;
  door.close();
  const auto ending = PortEnding::create(door.port());
  ASSERT_TRUE(ending);
  // A second one listens on the same port before the first has ended.
  const sys::UniqueFd again(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = ::htons(door.port().number);
  address.sin_addr.s_addr = ::inet_addr("127.0.0.2");
  ASSERT_EQ(::bind(again.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(again.get(), 5), 0);
  const auto done = end_holders(*ending, {});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->result, EndingResult::taken_up);
  EXPECT_EQ(done->listening, 1U);
}

}  // namespace
}  // namespace minato::pipeline
