// The race of addresses, on the loopback.
#include "check/racer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sys/unique_fd.h"

namespace minato::check {
namespace {

using model::IpAddress;

const IpAddress kFirst = IpAddress::v4(0x7f000001);
const IpAddress kSecond = IpAddress::v4(0x7f000002);

/// Listens on 127.0.0.2 only.
struct Listener {
  Listener() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(kSecond.v4_number());
    socklen_t length = sizeof any;
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&any), length), 0);
    EXPECT_EQ(::listen(fd.get(), 4), 0);
    EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&any), &length), 0);
    port = ntohs(any.sin_port);
  }
  sys::UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port = 0;
};

struct Outcome {
  bool open = false;
  std::vector<Attempt> attempts{};
};

Outcome raced(std::vector<IpAddress> addresses, std::uint16_t port) {
  const auto dialer = std::move(sys::Dialer::create({}).value());
  Outcome outcome;
  Racer racer(*dialer, {.to = {{}, {port, model::Transport::tcp}}}, std::move(addresses), {},
              [&](sys::Connection* connection, std::vector<Attempt>&& attempts) {
                outcome.open = connection != nullptr;
                outcome.attempts = std::move(attempts);
                if (connection != nullptr) connection->close();
              });
  racer.start();
  EXPECT_TRUE(dialer->run());
  return outcome;
}

TEST(Racer, goes_on_at_once_when_an_address_refuses) {
  const Listener listener;
  const Outcome outcome = raced({kFirst, kSecond}, listener.port);
  EXPECT_TRUE(outcome.open);
  ASSERT_EQ(outcome.attempts.size(), 2U);
  EXPECT_EQ(outcome.attempts[0].end->outcome, sys::DialOutcome::refused);
  EXPECT_TRUE(outcome.attempts[1].won);
  EXPECT_NE(outcome.attempts[1].local.port.number, 0);
}

TEST(Racer, is_content_with_the_first_that_is_open) {
  const Listener listener;
  const Outcome outcome = raced({kSecond, kFirst}, listener.port);
  EXPECT_TRUE(outcome.open);
  EXPECT_EQ(outcome.attempts.size(), 1U);
}

TEST(Racer, tells_every_attempt_when_none_is_open) {
  std::uint16_t closed = 0;
  {
    const Listener listener;
    closed = listener.port;
  }
  const Outcome outcome = raced({kFirst, kSecond, kFirst}, closed);
  EXPECT_FALSE(outcome.open);
  EXPECT_EQ(outcome.attempts.size(), 3U);
  EXPECT_FALSE(raced({}, 1).open);
}

}  // namespace
}  // namespace minato::check
