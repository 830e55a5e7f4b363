// The inventory against the truth that the test itself makes, and against ss.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "host/inventory.h"
#include "place.h"

namespace minato::host {
namespace {

using lab::Kind;
using model::Socket;
using model::SocketState;

Inventory everything(NetworkNamespaces namespaces = NetworkNamespaces::own) {
  auto inventory = take_inventory({.listeners_only = false, .namespaces = namespaces});
  EXPECT_TRUE(inventory);
  return inventory.value_or(Inventory{});
}

const Socket* with_inode(const Inventory& inventory, std::uint64_t inode) {
  const auto at = std::ranges::find(inventory.sockets, inode, &Socket::inode);
  return at == inventory.sockets.end() ? nullptr : &*at;
}

SocketState state_of(const Inventory& inventory, const sys::UniqueFd& fd) {
  const Socket* const socket = with_inode(inventory, lab::inode_of(fd));
  return socket == nullptr ? SocketState::closed : socket->state;
}

/// One socket in each state that a test can hold still.
struct EveryState {
  sys::UniqueFd v4 = lab::listening("127.0.0.1");
  sys::UniqueFd dual = lab::listening("::", 0, 0);
  sys::UniqueFd six_only = lab::listening("::", 0, 1);
  sys::UniqueFd client = lab::connected(Kind::stream, "127.0.0.1", lab::port_of(v4));
  sys::UniqueFd server = lab::accepted(v4);
  sys::UniqueFd mapped = lab::connected(Kind::stream, "127.0.0.1", lab::port_of(dual));
  sys::UniqueFd mapped_server = lab::accepted(dual);
  sys::UniqueFd leaving;
  sys::UniqueFd close_wait;
  sys::UniqueFd only_bound = lab::bound(Kind::stream, "127.0.0.1");
  sys::UniqueFd udp = lab::bound(Kind::datagram, "127.0.0.1");
  sys::UniqueFd udp_six = lab::bound(Kind::datagram, "::", 0, 0);
  sys::UniqueFd udp_connected = lab::connected(Kind::datagram, "127.0.0.1", lab::port_of(udp));
  sys::UniqueFd full = lab::listening("127.0.0.1");
  sys::UniqueFd in_queue;
  sys::UniqueFd syn_sent;
  int time_wait_port = 0;

  EveryState() {
    leaving = lab::connected(Kind::stream, "127.0.0.1", lab::port_of(v4));
    close_wait = lab::accepted(v4);
    ::shutdown(leaving.get(), SHUT_WR);
    lab::wait_for_fin_wait_2(leaving);

    sys::UniqueFd first = lab::connected(Kind::stream, "127.0.0.1", lab::port_of(v4));
    time_wait_port = lab::port_of(first);
    sys::UniqueFd second = lab::accepted(v4);
    ::shutdown(first.get(), SHUT_WR);
    char byte = 0;
    EXPECT_EQ(::read(second.get(), &byte, 1), 0);
    second.reset();
    EXPECT_EQ(::read(first.get(), &byte, 1), 0);

    ::listen(full.get(), 0);  // room for one
    in_queue = lab::connected(Kind::stream, "127.0.0.1", lab::port_of(full));
    sockaddr_in address{};
    socklen_t length = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ::getsockname(full.get(), generic, &length);
    syn_sent.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(syn_sent.get(), generic, length), -1);
  }
};

TEST(InventoryLab, tells_every_state_as_the_test_made_it) {
  const lab::Place place;
  place.inside([] {
    const EveryState made;
    const Inventory inventory = everything();
    EXPECT_EQ(state_of(inventory, made.v4), SocketState::listen);
    EXPECT_EQ(state_of(inventory, made.client), SocketState::established);
    EXPECT_EQ(state_of(inventory, made.server), SocketState::established);
    EXPECT_EQ(state_of(inventory, made.close_wait), SocketState::close_wait);
    EXPECT_EQ(state_of(inventory, made.leaving), SocketState::fin_wait_2);
    EXPECT_EQ(state_of(inventory, made.only_bound), SocketState::bound);
    EXPECT_EQ(state_of(inventory, made.udp), SocketState::bound);
    EXPECT_EQ(state_of(inventory, made.udp_connected), SocketState::established);
    EXPECT_EQ(state_of(inventory, made.syn_sent), SocketState::syn_sent);
    const Socket* const waiting = with_inode(inventory, lab::inode_of(made.syn_sent));
    ASSERT_NE(waiting, nullptr);
    EXPECT_EQ(waiting->timer.kind, model::TimerKind::retransmit);
    const Socket* const full = with_inode(inventory, lab::inode_of(made.full));
    ASSERT_NE(full, nullptr);
    EXPECT_EQ(full->receive_queue, 1U) << "one connection waits for accept()";
  });
}

TEST(InventoryLab, hundreds_of_sockets_come_sorted_and_none_is_lost) {
  const lab::Place place;
  place.inside([] {
    std::vector<sys::UniqueFd> made;
    std::set<std::uint64_t> inodes;
    for (int i = 0; i < 600; ++i) {
      made.push_back(i % 3 == 0   ? lab::listening("127.0.0.1")
                     : i % 3 == 1 ? lab::bound(Kind::datagram, "::1")
                                  : lab::bound(Kind::stream, "127.0.0.1"));
      inodes.insert(lab::inode_of(made.back()));
    }
    const Inventory inventory = everything();
    std::set<std::uint64_t> found;
    for (const Socket& socket : inventory.sockets) {
      found.insert(socket.inode);
      EXPECT_EQ(socket.holders.size(), 1U);
    }
    EXPECT_EQ(found, inodes);
    EXPECT_TRUE(std::ranges::is_sorted(inventory.sockets, {}, [](const Socket& socket) {
      return std::tuple(socket.local.port.transport, socket.state, socket.local.port.number,
                        socket.local.address);
    }));
  });
}

TEST(InventoryLab, dual_stack_sockets_are_shown_once_and_marked) {
  const lab::Place place;
  place.inside([] {
    const EveryState made;
    const Inventory inventory = everything();
    const auto at_port = [&](const sys::UniqueFd& fd) {
      std::vector<const Socket*> found;
      for (const Socket& socket : inventory.sockets) {
        if (socket.local.port.number == lab::port_of(fd) && !socket.remote) {
          found.push_back(&socket);
        }
      }
      return found;
    };
    ASSERT_EQ(at_port(made.dual).size(), 1U);
    EXPECT_TRUE(at_port(made.dual).front()->dual_stack);
    ASSERT_EQ(at_port(made.six_only).size(), 1U);
    EXPECT_FALSE(at_port(made.six_only).front()->dual_stack);
    ASSERT_EQ(at_port(made.udp_six).size(), 1U);
    EXPECT_TRUE(at_port(made.udp_six).front()->dual_stack);
    const Socket* const mapped = with_inode(inventory, lab::inode_of(made.mapped_server));
    ASSERT_NE(mapped, nullptr);
    EXPECT_EQ(to_text(mapped->local.address), "127.0.0.1");
  });
}

TEST(InventoryLab, a_time_wait_socket_has_no_owner_and_says_so) {
  const lab::Place place;
  place.inside([] {
    const EveryState made;
    const Inventory inventory = everything();
    const auto at = std::ranges::find_if(inventory.sockets, [](const Socket& socket) {
      return socket.state == SocketState::time_wait;
    });
    ASSERT_NE(at, inventory.sockets.end());
    EXPECT_EQ(at->local.port.number, made.time_wait_port);
    EXPECT_EQ(at->inode, 0U);
    EXPECT_TRUE(at->holders.empty());
    EXPECT_EQ(at->timer.kind, model::TimerKind::time_wait);
    EXPECT_TRUE(inventory.limitations.empty()) << "nothing is hidden";
  });
}

/// (transport, state, local port) of each line of ss.
using Lines = std::multiset<std::tuple<std::string, std::string, int>>;

Lines lines_of_ss() {
  Lines lines;
  FILE* const pipe = ::popen("ss -H -t -u -a -n", "r");
  char line[512];
  while (std::fgets(line, sizeof(line), pipe) != nullptr) {
    std::istringstream words(line);
    std::string transport;
    std::string state;
    std::string receive;
    std::string send;
    std::string local;
    words >> transport >> state >> receive >> send >> local;
    lines.emplace(transport, state, std::stoi(local.substr(local.rfind(':') + 1)));
  }
  ::pclose(pipe);
  return lines;
}

TEST(InventoryLab, agrees_with_ss_socket_by_socket) {
  const std::map<SocketState, std::string> words = {
      {SocketState::listen, "LISTEN"},         {SocketState::established, "ESTAB"},
      {SocketState::close_wait, "CLOSE-WAIT"}, {SocketState::fin_wait_2, "FIN-WAIT-2"},
      {SocketState::time_wait, "TIME-WAIT"},   {SocketState::syn_sent, "SYN-SENT"},
      {SocketState::bound, "UNCONN"},          {SocketState::syn_received, "SYN-RECV"}};
  const lab::Place place;
  place.inside([&] {
    const EveryState made;
    Lines ours;
    for (const Socket& socket : everything().sockets) {
      const bool tcp = socket.local.port.transport == model::Transport::tcp;
      // This ss does not ask for TCP sockets that are bound and do nothing.
      if (tcp && socket.state == SocketState::bound) continue;
      ours.emplace(tcp ? "tcp" : "udp", words.at(socket.state), socket.local.port.number);
    }
    EXPECT_EQ(ours, lines_of_ss());
  });
}

TEST(InventoryLab, a_socket_shared_by_several_processes_lists_them_all) {
  const lab::Place place;
  place.inside([] {
    const sys::UniqueFd shared = lab::listening("127.0.0.1");
    const lab::Child one([] { return true; });
    const lab::Child two([] { return true; });
    const Inventory inventory = everything();
    const Socket* const socket = with_inode(inventory, lab::inode_of(shared));
    ASSERT_NE(socket, nullptr);
    std::set<int> pids;
    for (const model::SocketHolder& holder : socket->holders) pids.insert(holder.pid);
    EXPECT_EQ(pids, (std::set<int>{::getpid(), one.pid(), two.pid()}));
    const model::Process* const child = inventory.process(one.pid());
    ASSERT_NE(child, nullptr);
    ASSERT_FALSE(child->ancestors.empty());
    EXPECT_EQ(child->ancestors.front().first, ::getpid());
  });
}

TEST(InventoryLab, the_bound_device_is_named) {
  const lab::Place place;
  place.inside([] {
    const sys::UniqueFd fd = lab::listening("127.0.0.1");
    ASSERT_EQ(::setsockopt(fd.get(), SOL_SOCKET, SO_BINDTODEVICE, "lo", 2), 0);
    const Inventory inventory = everything();
    const Socket* const socket = with_inode(inventory, lab::inode_of(fd));
    ASSERT_NE(socket, nullptr);
    EXPECT_EQ(socket->interface, "lo");
  });
}

TEST(InventoryLab, other_namespaces_show_their_sockets_and_holders) {
  const lab::Place place;
  std::uint64_t inode = 0;
  sys::UniqueFd fd;
  place.inside([&] {
    fd = lab::listening("127.0.0.1");
    inode = lab::inode_of(fd);
  });
  EXPECT_EQ(with_inode(everything(), inode), nullptr) << "not in ours";
  // Somebody has to be in it to be found.
  const lab::Child inhabitant([&] { return place.enter(); });
  const Inventory inventory = everything(NetworkNamespaces::all);
  const Socket* const socket = with_inode(inventory, inode);
  ASSERT_NE(socket, nullptr);
  EXPECT_EQ(socket->network_namespace, "pid:" + std::to_string(inhabitant.pid()));
  EXPECT_EQ(socket->holders.size(), 2U) << "the test and its child";
}

TEST(InventoryLab, namespaces_made_by_ip_netns_have_their_names) {
  const lab::Place place;
  sys::UniqueFd fd;
  place.inside([&] { fd = lab::listening("127.0.0.1"); });
  const lab::Child inhabitant([&] { return place.enter(); });
  const std::string name = "minato-lab-" + std::to_string(::getpid());
  const std::string attach = "ip netns attach " + name + " " + std::to_string(inhabitant.pid());
  ASSERT_EQ(std::system(attach.c_str()), 0);
  const Inventory inventory = everything(NetworkNamespaces::all);
  EXPECT_EQ(std::system(("ip netns delete " + name).c_str()), 0);
  const Socket* const socket = with_inode(inventory, lab::inode_of(fd));
  ASSERT_NE(socket, nullptr);
  EXPECT_EQ(socket->network_namespace, name);
}

TEST(InventoryLab, processes_that_come_and_go_disturb_nothing) {
  const lab::Place place;
  place.inside([] {
    const sys::UniqueFd fd = lab::listening("127.0.0.1");
    const lab::Child restless([] {
      if (::fork() != 0) return true;
      // Grandchildren that hold the socket for an instant, until the child is ended.
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      while (true) {
        const pid_t brief = ::fork();
        if (brief == 0) ::_exit(0);
        ::waitpid(brief, nullptr, 0);
      }
    });
    for (int i = 0; i < 50; ++i) {
      const Inventory inventory = everything();
      const Socket* const socket = with_inode(inventory, lab::inode_of(fd));
      ASSERT_NE(socket, nullptr);
      EXPECT_FALSE(socket->holders.empty());
    }
  });
}

}  // namespace
}  // namespace minato::host
