// Ephemeral ports in use and left, from made-up sockets.
#include "host/ephemeral.h"

#include <gtest/gtest.h>

namespace minato::host {
namespace {

using model::Socket;
using model::SocketState;

Socket connection(const std::string& own, const std::string& destination) {
  return {.local = model::parse_endpoint(own).value(),
          .remote = model::parse_endpoint(destination).value(),
          .state = SocketState::established};
}

Socket held(const std::string& own, SocketState state = SocketState::listen) {
  return {.local = model::parse_endpoint(own).value(), .state = state};
}

EphemeralRange ten_ports() { return {.range = {40000, 40009}}; }

TEST(Ephemeral, nothing_in_use_leaves_the_whole_range) {
  const EphemeralUsage usage = measure_ephemeral({}, {});
  EXPECT_EQ(usage.size, 28232U) << "the kernel's default: 32768 to 60999";
  EXPECT_TRUE(usage.destinations.empty());
}

TEST(Ephemeral, reserved_ports_do_not_count) {
  EphemeralRange range = ten_ports();
  range.reserved.add(model::Transport::tcp, {40005, 41000});
  EXPECT_EQ(measure_ephemeral({}, range).size, 5U);
}

TEST(Ephemeral, counts_each_destination_by_itself_and_the_fullest_first) {
  const std::vector<Socket> sockets = {
      connection("10.0.0.1:40000/tcp", "10.0.0.9:443/tcp"),
      connection("10.0.0.1:40001/tcp", "10.0.0.9:443/tcp"),
      connection("10.0.0.1:40001/tcp", "10.0.0.8:443/tcp"),
      connection("10.0.0.2:40000/tcp", "10.0.0.9:443/tcp"),
      connection("10.0.0.1:22/tcp", "10.0.0.9:50000/tcp"),
  };
  const EphemeralUsage usage = measure_ephemeral(sockets, ten_ports());
  EXPECT_EQ(usage.size, 10U);
  EXPECT_EQ(usage.in_use_tcp, 2U) << "distinct ports";
  ASSERT_EQ(usage.destinations.size(), 3U) << "own address and destination together";
  EXPECT_EQ(to_text(usage.destinations[0].destination), "10.0.0.9:443/tcp");
  EXPECT_EQ(to_text(usage.destinations[0].own), "10.0.0.1");
  EXPECT_EQ(usage.destinations[0].used, 2U);
  EXPECT_EQ(usage.destinations[0].left, 8U);
}

TEST(Ephemeral, held_ports_are_free_for_no_destination) {
  const std::vector<Socket> sockets = {
      held("0.0.0.0:40000/tcp"), held("127.0.0.1:40001/tcp", SocketState::bound),
      connection("10.0.0.1:40000/tcp", "10.0.0.9:50001/tcp"),  // a client of our listener
      connection("10.0.0.1:40002/tcp", "10.0.0.9:443/tcp")};
  const EphemeralUsage usage = measure_ephemeral(sockets, ten_ports());
  EXPECT_EQ(usage.held_tcp, 2U);
  ASSERT_EQ(usage.destinations.size(), 1U) << "connections to our listener use no port of ours";
  EXPECT_EQ(usage.destinations[0].used, 1U);
  EXPECT_EQ(usage.destinations[0].left, 7U);
}

TEST(Ephemeral, exhaustion_leaves_nothing) {
  std::vector<Socket> sockets;
  for (int port = 40000; port <= 40009; ++port) {
    sockets.push_back(connection("10.0.0.1:" + std::to_string(port) + "/tcp", "10.0.0.9:80/tcp"));
    sockets.back().state = SocketState::time_wait;
  }
  EXPECT_EQ(measure_ephemeral(sockets, ten_ports()).destinations.front().left, 0U);
}

TEST(Ephemeral, udp_ports_are_one_pool) {
  const std::vector<Socket> sockets = {held("0.0.0.0:40000/udp", SocketState::bound),
                                       connection("10.0.0.1:40001/udp", "10.0.0.9:53/udp"),
                                       held("0.0.0.0:53/udp", SocketState::bound)};
  const EphemeralUsage usage = measure_ephemeral(sockets, ten_ports());
  EXPECT_EQ(usage.in_use_udp, 2U);
  EXPECT_TRUE(usage.destinations.empty());
}

TEST(Ephemeral, a_range_up_to_the_last_port_ends) {
  EXPECT_EQ(measure_ephemeral({}, {.range = {65000, 65535}}).size, 536U);
}

}  // namespace
}  // namespace minato::host
