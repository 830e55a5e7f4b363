// Who holds a socket: both ways of finding out must agree on sockets that the test opens.
#include "sys/socket_owners.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

#include "sys/process.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

std::uint64_t inode_of(int fd) {
  struct stat about{};
  EXPECT_EQ(::fstat(fd, &about), 0);
  return about.st_ino;
}

UniqueFd listener() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(::listen(fd.get(), 1), 0);
  return fd;
}

TEST(SocketOwners, proc_finds_every_descriptor_of_a_socket_and_nothing_else) {
  const UniqueFd one = listener();
  const UniqueFd same(::dup(one.get()));
  const UniqueFd other = listener();
  const std::vector<std::uint64_t> wanted = {inode_of(one.get())};
  for (const unsigned threads : {1U, 2U, 7U}) {
    const auto scan = find_socket_owners_in_proc(wanted, threads);
    ASSERT_TRUE(scan);
    const std::vector<SocketOwner> expected = {{wanted[0], own_pid(), one.get()},
                                               {wanted[0], own_pid(), same.get()}};
    EXPECT_EQ(scan->owners, expected) << threads;
  }
}

TEST(SocketOwners, the_best_way_finds_the_same_as_proc) {
  std::vector<UniqueFd> sockets;
  std::vector<std::uint64_t> wanted;
  for (int i = 0; i < 50; ++i) {
    sockets.push_back(listener());
    wanted.push_back(inode_of(sockets.back().get()));
  }
  std::sort(wanted.begin(), wanted.end());
  const auto proc = find_socket_owners(wanted, SocketScope::listeners, OwnerMethod::proc);
  ASSERT_TRUE(proc);
  EXPECT_EQ(proc->owners.size(), 50U);
  for (const SocketScope scope : {SocketScope::listeners, SocketScope::all}) {
    const auto best = find_socket_owners(wanted, scope);
    ASSERT_TRUE(best);
    EXPECT_EQ(best->owners, proc->owners);
  }
}

TEST(SocketOwners, nothing_wanted_is_nothing_found) {
  const auto scan = find_socket_owners({}, SocketScope::all);
  ASSERT_TRUE(scan);
  EXPECT_TRUE(scan->owners.empty());
  EXPECT_FALSE(scan->hidden.any());
}

}  // namespace
}  // namespace minato::sys
