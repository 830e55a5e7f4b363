// Machines over real connections on the loopback.
#include "talk/driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sys/unique_fd.h"
#include "talk/protocols.h"

namespace minato::talk {
namespace {

struct Listener {
  Listener() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof any;
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&any), length), 0);
    EXPECT_EQ(::listen(fd.get(), 4), 0);
    EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&any), &length), 0);
    port = ntohs(any.sin_port);
  }
  /// Takes the connection that waits and says something on it.
  [[nodiscard]] sys::UniqueFd answer(std::string_view text) const {
    sys::UniqueFd peer(::accept(fd.get(), nullptr, nullptr));
    EXPECT_EQ(::send(peer.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
    return peer;
  }
  [[nodiscard]] sys::DialRequest request() const {
    return {.to = {model::IpAddress::v4(0x7f000001), {port, model::Transport::tcp}}};
  }

  sys::UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port = 0;
};

struct Talk {
  explicit Talk(std::string_view protocol, TalkOptions options = {})
      : driver(*loop, find_protocol(protocol)->create({.host = "localhost"}), std::move(options),
               [this](TalkReport&& done) { report = std::move(done); }) {}

  std::unique_ptr<sys::Dialer> loop = std::move(sys::Dialer::create({}).value());
  std::optional<TalkReport> report{};
  Driver driver;
};

TEST(Driver, learns_what_the_server_says_and_when) {
  const Listener server;
  Talk talk("ssh");
  talk.driver.start(server.request());
  sys::UniqueFd peer;
  talk.loop->after({}, [&] { peer = server.answer("SSH-2.0-test_1.0\r\n"); });
  ASSERT_TRUE(talk.loop->run());
  ASSERT_TRUE(talk.report);
  EXPECT_EQ(talk.report->facts.text("ssh.software"), "test_1.0");
  EXPECT_TRUE(talk.report->finished);
  EXPECT_FALSE(talk.report->end) << "we ended it";
  EXPECT_NE(talk.report->local.port.number, 0);
  EXPECT_GE(talk.report->moments.first_bytes, talk.report->moments.connected);
  EXPECT_EQ(talk.report->first_received, "SSH-2.0-test_1.0\r\n");
}

TEST(Driver, tells_that_another_protocol_is_spoken_there) {
  const Listener server;
  Talk talk("http");
  talk.driver.start(server.request());
  sys::UniqueFd peer;
  talk.loop->after({}, [&] { peer = server.answer("SSH-2.0-test_1.0\r\n"); });
  ASSERT_TRUE(talk.loop->run());
  ASSERT_TRUE(talk.report);
  ASSERT_TRUE(talk.report->malformed);
  EXPECT_EQ(talk.report->malformed->rule, "http-status-line");
}

TEST(Driver, tells_that_plain_text_is_spoken_where_tls_was_expected) {
  const Listener server;
  Talk talk("http", {.wrapping = Wrapping::tls});
  talk.driver.start(server.request());
  sys::UniqueFd peer;
  talk.loop->after({}, [&] { peer = server.answer("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  ASSERT_TRUE(talk.loop->run());
  ASSERT_TRUE(talk.report);
  ASSERT_TRUE(talk.report->tls_failure);
  EXPECT_TRUE(talk.report->tls_failure->not_tls);
}

TEST(Driver, tells_how_a_connection_failed_that_was_never_open) {
  auto request = Listener().request();
  Talk talk("http");
  talk.driver.start(std::move(request));
  ASSERT_TRUE(talk.loop->run());
  ASSERT_TRUE(talk.report);
  ASSERT_TRUE(talk.report->end);
  EXPECT_EQ(talk.report->end->outcome, sys::DialOutcome::refused);
  EXPECT_FALSE(talk.report->connected());
}

}  // namespace
}  // namespace minato::talk
