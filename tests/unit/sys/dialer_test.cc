// The dialer against sockets of this test on the loopback.
#include "sys/dialer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <thread>

#include "sys/socket_address.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

using model::Endpoint;
using model::IpAddress;
using model::Transport;

/// A socket of the test on a port that the system picked.
struct Place {
  UniqueFd fd;
  Endpoint where;
};

Place bound(Transport transport, int backlog) {
  Place place;
  place.fd.reset(::socket(
      AF_INET, (transport == Transport::tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
  SocketAddress any = socket_address(IpAddress::v4(0x7f000001), 0);
  EXPECT_EQ(::bind(place.fd.get(), any.get(), any.length), 0);
  if (backlog > 0) {
    EXPECT_EQ(::listen(place.fd.get(), backlog), 0);
  }
  any.length = sizeof any.storage;
  EXPECT_EQ(::getsockname(place.fd.get(), any.get(), &any.length), 0);
  place.where = endpoint_of(any, transport);
  return place;
}

/// Writes down what happened, and does what the test says.
class Witness final : public DialEvents {
 public:
  void on_open(Connection& connection) override {
    ++opened;
    local = connection.local();
    if (when_open) when_open(connection);
  }
  void on_bytes(Connection& connection, base::Bytes received) override {
    text += base::as_text(received);
    if (when_bytes) when_bytes(connection);
  }
  void on_end(Connection& connection, const DialEnd& how) override {
    end = how;
    measure = connection.measure();
  }

  int opened = 0;
  Endpoint local{};
  std::string text{};
  std::optional<DialEnd> end{};
  std::optional<TcpMeasure> measure{};
  std::function<void(Connection&)> when_open{};
  std::function<void(Connection&)> when_bytes{};
};

std::unique_ptr<Dialer> dialer(DialerLimits limits = {}) {
  return std::move(Dialer::create(limits).value());
}

TEST(Dialer, opens_a_connection_talks_and_hears_its_end) {
  const Place server = bound(Transport::tcp, 1);
  const auto loop = dialer();
  Witness witness;
  witness.when_open = [&](Connection& connection) {
    connection.send(base::as_bytes("hello"));
    const UniqueFd peer(::accept(server.fd.get(), nullptr, nullptr));
    std::array<char, 16> heard{};
    EXPECT_EQ(::recv(peer.get(), heard.data(), 5, MSG_WAITALL), 5);
    EXPECT_STREQ(heard.data(), "hello");
    EXPECT_EQ(::send(peer.get(), "bye", 3, 0), 3);
  };
  loop->dial({.to = server.where}, witness);
  ASSERT_TRUE(loop->run());
  EXPECT_EQ(witness.opened, 1);
  EXPECT_NE(witness.local.port.number, 0);
  EXPECT_EQ(witness.text, "bye");
  ASSERT_TRUE(witness.end);
  EXPECT_EQ(witness.end->outcome, DialOutcome::closed);
  EXPECT_TRUE(witness.end->was_open);
  ASSERT_TRUE(witness.measure);
  EXPECT_GT(witness.measure->mss_bytes, 0U);
}

TEST(Dialer, tells_a_port_that_nobody_listens_on) {
  const Place nobody = bound(Transport::tcp, 0);
  const auto loop = dialer();
  Witness witness;
  loop->dial({.to = nobody.where}, witness);
  ASSERT_TRUE(loop->run());
  EXPECT_EQ(witness.opened, 0);
  ASSERT_TRUE(witness.end);
  EXPECT_EQ(witness.end->outcome, DialOutcome::refused);
  EXPECT_EQ(witness.end->errno_value, ECONNREFUSED);
  EXPECT_FALSE(witness.end->was_open);
  EXPECT_FALSE(witness.end->icmp) << "a RST is no ICMP message";
}

TEST(Dialer, tells_a_connection_that_is_torn_down) {
  const Place server = bound(Transport::tcp, 1);
  const auto loop = dialer();
  Witness witness;
  witness.when_open = [&](Connection&) {
    const UniqueFd peer(::accept(server.fd.get(), nullptr, nullptr));
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  };
  loop->dial({.to = server.where}, witness);
  ASSERT_TRUE(loop->run());
  ASSERT_TRUE(witness.end);
  EXPECT_EQ(witness.end->outcome, DialOutcome::reset);
  EXPECT_TRUE(witness.end->was_open);
}

TEST(Dialer, waits_no_longer_for_a_silent_peer_than_it_is_told) {
  const Place server = bound(Transport::tcp, 1);
  const auto loop = dialer();
  Witness witness;
  loop->dial({.to = server.where, .silence_limit = std::chrono::milliseconds(5)}, witness);
  ASSERT_TRUE(loop->run());
  ASSERT_TRUE(witness.end);
  EXPECT_EQ(witness.end->outcome, DialOutcome::timed_out);
  EXPECT_EQ(witness.end->limit, TimeLimit::silence);
}

TEST(Dialer, has_a_limit_for_the_whole_conversation) {
  const Place server = bound(Transport::tcp, 1);
  const auto loop = dialer();
  Witness witness;
  loop->dial({.to = server.where, .total_limit = std::chrono::milliseconds(5)}, witness);
  ASSERT_TRUE(loop->run());
  ASSERT_TRUE(witness.end);
  EXPECT_EQ(witness.end->limit, TimeLimit::total);
}

TEST(Dialer, stops_listening_to_an_endless_talker) {
  const Place server = bound(Transport::tcp, 1);
  const auto loop = dialer();
  Witness witness;
  UniqueFd peer;
  witness.when_open = [&](Connection&) {
    peer.reset(::accept(server.fd.get(), nullptr, nullptr));
    const std::string much(5000, 'a');
    EXPECT_EQ(::send(peer.get(), much.data(), much.size(), 0), 5000);
  };
  loop->dial({.to = server.where, .most_bytes = 1000}, witness);
  ASSERT_TRUE(loop->run());
  ASSERT_TRUE(witness.end);
  EXPECT_EQ(witness.end->outcome, DialOutcome::too_much);
}

TEST(Dialer, speaks_udp_and_hears_that_a_port_is_closed) {
  const Place server = bound(Transport::udp, 0);
  auto loop = dialer();
  Witness witness;
  witness.when_open = [&](Connection& connection) {
    connection.send(base::as_bytes("ping"));
    SocketAddress from;
    from.length = sizeof from.storage;
    std::array<char, 16> heard{};
    EXPECT_EQ(::recvfrom(server.fd.get(), heard.data(), heard.size(), 0, from.get(), &from.length),
              4);
    EXPECT_EQ(::sendto(server.fd.get(), "pong", 4, 0, from.get(), from.length), 4);
  };
  witness.when_bytes = [](Connection& connection) { connection.close(); };
  loop->dial({.to = server.where}, witness);
  ASSERT_TRUE(loop->run());
  EXPECT_EQ(witness.text, "pong");
  EXPECT_FALSE(witness.end) << "closed by ourselves: nothing more is told";

  Endpoint closed = server.where;
  {
    const Place gone = bound(Transport::udp, 0);
    closed = gone.where;
  }
  Witness refused;
  refused.when_open = [](Connection& connection) { connection.send(base::as_bytes("ping")); };
  loop->dial({.to = closed}, refused);
  ASSERT_TRUE(loop->run());
  ASSERT_TRUE(refused.end);
  EXPECT_EQ(refused.end->outcome, DialOutcome::refused);
  ASSERT_TRUE(refused.end->icmp);
  EXPECT_EQ(refused.end->icmp->type, 3);
  EXPECT_EQ(refused.end->icmp->code, 3);
  EXPECT_EQ(refused.end->icmp->from, closed.address);
}

TEST(Dialer, holds_many_connections_but_no_more_than_allowed_to_one_host) {
  const Place server = bound(Transport::tcp, 64);
  const auto loop = dialer({.most_connections = 8, .most_per_host = 3});
  std::vector<Witness> witnesses(40);
  std::size_t most_active = 0;
  for (Witness& witness : witnesses) {
    witness.when_open = [&](Connection&) {
      most_active = std::max(most_active, loop->active());
      UniqueFd(::accept(server.fd.get(), nullptr, nullptr)).reset();
    };
    loop->dial({.to = server.where}, witness);
  }
  EXPECT_EQ(loop->waiting(), 40U);
  ASSERT_TRUE(loop->run());
  for (const Witness& witness : witnesses) {
    ASSERT_TRUE(witness.end);
    EXPECT_TRUE(witness.end->was_open);
  }
  EXPECT_LE(most_active, 3U);
  EXPECT_EQ(loop->active(), 0U);
}

TEST(Dialer, uses_the_source_address_and_port_it_is_given) {
  const Place server = bound(Transport::tcp, 4);
  std::uint16_t free_port = 0;
  {
    const Place spare = bound(Transport::tcp, 0);
    free_port = spare.where.port.number;
  }
  const auto loop = dialer();
  Witness witness;
  witness.when_open = [](Connection& connection) { connection.close(); };
  loop->dial(
      {.to = server.where, .source_address = IpAddress::v4(0x7f000002), .source_port = free_port},
      witness);
  ASSERT_TRUE(loop->run());
  EXPECT_EQ(witness.local.address, IpAddress::v4(0x7f000002));
  EXPECT_EQ(witness.local.port.number, free_port);

  Witness foreign;
  loop->dial({.to = server.where, .source_address = IpAddress::v4(0xc0000201)}, foreign);
  ASSERT_TRUE(loop->run());
  ASSERT_TRUE(foreign.end);
  EXPECT_EQ(foreign.end->outcome, DialOutcome::failed);
  EXPECT_EQ(foreign.end->call, "bind");
  EXPECT_EQ(foreign.end->errno_value, EADDRNOTAVAIL);
}

TEST(Dialer, forgets_connections_that_were_closed_before_they_began) {
  const Place server = bound(Transport::tcp, 4);
  const auto loop = dialer();
  Witness never;
  loop->dial({.to = server.where}, never).close();
  ASSERT_TRUE(loop->run());
  EXPECT_EQ(never.opened, 0);
  EXPECT_FALSE(never.end);
  EXPECT_EQ(loop->waiting(), 0U);
}

TEST(Dialer, fires_timers_in_their_order_and_not_those_that_were_cancelled) {
  const auto loop = dialer();
  std::string order;
  loop->after(std::chrono::milliseconds(2), [&] { order += "b"; });
  const TimerId cancelled = loop->after(std::chrono::milliseconds(1), [&] { order += "x"; });
  loop->after(std::chrono::milliseconds(0), [&] {
    order += "a";
    loop->cancel(cancelled);
  });
  ASSERT_TRUE(loop->run());
  EXPECT_EQ(order, "ab");
}

TEST(Dialer, waits_for_other_threads_until_nobody_listens_to_them) {
  auto dialer = Dialer::create({});
  ASSERT_TRUE(dialer);
  std::atomic<int> woken = 0;
  (*dialer)->on_wake([&] {
    if (++woken == 2) (*dialer)->on_wake({});
  });
  (*dialer)->wake();  // before the run: kept
  std::jthread other([&] {
    while (woken == 0) std::this_thread::yield();
    (*dialer)->wake();
  });
  ASSERT_TRUE((*dialer)->run());
  EXPECT_EQ(woken, 2);
}

TEST(Dialer, can_be_interrupted_before_it_runs) {
  const auto loop = dialer();
  loop->after(std::chrono::hours(1), [] {});
  loop->interrupt();
  ASSERT_TRUE(loop->run());
  EXPECT_TRUE(loop->interrupted());
}

}  // namespace
}  // namespace minato::sys
