// The inventory of the machine that runs the tests: sockets that the test itself opens.
#include "host/inventory.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "sys/process.h"
#include "sys/unique_fd.h"

namespace minato::host {
namespace {

/// A TCP listener or UDP socket on loopback at a port that the kernel chooses.
struct OwnSocket {
  sys::UniqueFd fd;
  std::uint16_t port = 0;
};

OwnSocket open_loopback(int type) {
  OwnSocket own{.fd = sys::UniqueFd(::socket(AF_INET, type | SOCK_CLOEXEC, 0))};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(own.fd.get(), generic, length), 0);
  EXPECT_EQ(::getsockname(own.fd.get(), generic, &length), 0);
  own.port = ntohs(address.sin_port);
  return own;
}

Inventory at_port(std::uint16_t port) {
  auto inventory = take_inventory({.port = port});
  EXPECT_TRUE(inventory);
  return inventory.value_or(Inventory{});
}

TEST(Inventory, finds_our_own_listener_with_its_process) {
  const OwnSocket own = open_loopback(SOCK_STREAM);
  ASSERT_EQ(::listen(own.fd.get(), 7), 0);
  const Inventory inventory = at_port(own.port);
  ASSERT_EQ(inventory.sockets.size(), 1U);
  const model::Socket& socket = inventory.sockets.front();
  EXPECT_EQ(socket.state, model::SocketState::listen);
  EXPECT_EQ(to_text(socket.local), "127.0.0.1:" + std::to_string(own.port) + "/tcp");
  EXPECT_EQ(socket.send_queue, 7U);
  const base::Few<model::SocketHolder> holders = {{sys::own_pid(), own.fd.get()}};
  EXPECT_EQ(socket.holders, holders);
  const model::Process* const process = inventory.process(sys::own_pid());
  ASSERT_NE(process, nullptr);
  EXPECT_EQ(process->name, "test_host");
  EXPECT_FALSE(process->user.empty());
  EXPECT_TRUE(process->started);
  EXPECT_FALSE(process->ancestors.empty());
}

TEST(Inventory, a_udp_socket_without_a_peer_is_bound) {
  const OwnSocket own = open_loopback(SOCK_DGRAM);
  const Inventory inventory = at_port(own.port);
  ASSERT_EQ(inventory.sockets.size(), 1U);
  EXPECT_EQ(inventory.sockets.front().state, model::SocketState::bound);
  EXPECT_EQ(inventory.sockets.front().local.port.transport, model::Transport::udp);
}

TEST(Inventory, a_port_that_is_bound_but_does_not_listen_shows_among_all) {
  const OwnSocket own = open_loopback(SOCK_STREAM);
  EXPECT_TRUE(at_port(own.port).sockets.empty());
  const auto all = take_inventory({.listeners_only = false, .port = own.port});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->sockets.size(), 1U);
  EXPECT_EQ(all->sockets.front().state, model::SocketState::bound);
}

TEST(Inventory, without_processes_nobody_is_asked_for) {
  const OwnSocket own = open_loopback(SOCK_STREAM);
  ASSERT_EQ(::listen(own.fd.get(), 7), 0);
  const auto inventory = take_inventory({.port = own.port, .with_processes = false});
  ASSERT_TRUE(inventory);
  ASSERT_EQ(inventory->sockets.size(), 1U);
  EXPECT_TRUE(inventory->sockets.front().holders.empty());
  EXPECT_TRUE(inventory->processes.empty());
}

TEST(Inventory, either_side_of_a_connection_matches_its_port) {
  const OwnSocket own = open_loopback(SOCK_STREAM);
  ASSERT_EQ(::listen(own.fd.get(), 7), 0);
  const sys::UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(own.port);
  ASSERT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  InventoryQuery query{.listeners_only = false, .port = own.port};
  ASSERT_TRUE(take_inventory(query));
  EXPECT_EQ(take_inventory(query)->sockets.size(), 2U) << "the listener and its side";
  query.port_side = PortSide::either;
  EXPECT_EQ(take_inventory(query)->sockets.size(), 3U) << "and the client's side";
}

}  // namespace
}  // namespace minato::host
