// What is seen with fewer rights: without root, with hidepid, without BPF, in a process namespace.
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "host/inventory.h"
#include "place.h"
#include "sys/process.h"
#include "sys/socket_owners.h"

namespace minato::host {
namespace {

constexpr unsigned kNobody = 65534;

bool become_nobody() {
  const bool done = ::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
                    ::setresuid(kNobody, kNobody, kNobody) == 0;
  // After a change of user the kernel hides /proc/self; a program started by the user has it.
  return done && ::prctl(PR_SET_DUMPABLE, 1) == 0;
}

/// Each limitation, and how many sockets have holders: what a test compares.
std::string summary(const Inventory& inventory) {
  std::string text;
  for (const Limitation& limitation : inventory.limitations) {
    text += limitation.key;
    for (const std::string& arg : limitation.args) text += " " + arg;
    text += "; ";
  }
  const auto held = std::ranges::count_if(
      inventory.sockets, [](const model::Socket& socket) { return !socket.holders.empty(); });
  return text + std::to_string(held) + " of " + std::to_string(inventory.sockets.size());
}

std::string summary_here() {
  const auto inventory = take_inventory({.listeners_only = false});
  return inventory ? summary(*inventory) : "failed";
}

TEST(RightsLab, root_sees_every_holder) {
  const lab::Place place;
  place.inside([] {
    const sys::UniqueFd listener = lab::listening("127.0.0.1");
    EXPECT_EQ(summary_here(), "1 of 1");
  });
}

TEST(RightsLab, without_root_the_sockets_are_seen_and_one_line_tells_what_is_hidden) {
  const lab::Place place;
  sys::UniqueFd of_root;
  place.inside([&] { of_root = lab::listening("127.0.0.1"); });
  const std::string seen = lab::in_child([&] {
    if (!place.enter() || !become_nobody()) return std::string("no rights to give up");
    of_root.reset();  // else the child itself would hold it
    const sys::UniqueFd own = lab::listening("127.0.0.1");
    return summary_here();
  });
  EXPECT_EQ(seen, "host.limitation.owners-hidden 1; 1 of 2");
}

TEST(RightsLab, other_namespaces_need_root_and_one_line_says_so) {
  const std::string seen = lab::in_child([] {
    if (!become_nobody()) return std::string("no rights to give up");
    const auto inventory =
        take_inventory({.namespaces = NetworkNamespaces::all, .with_processes = false});
    return inventory && !inventory->limitations.empty() ? inventory->limitations.front().key
                                                        : std::string("nothing hidden");
  });
  EXPECT_EQ(seen, "host.limitation.namespaces-hidden");
}

TEST(RightsLab, hidepid_is_recognised) {
  const lab::Place place;
  sys::UniqueFd of_root;
  place.inside([&] { of_root = lab::listening("127.0.0.1"); });
  const std::string seen = lab::in_child([&] {
    const bool hidden = place.enter() && ::unshare(CLONE_NEWNS) == 0 &&
                        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                        ::mount("proc", "/proc", "proc", 0, "hidepid=2") == 0;
    if (!hidden || !become_nobody()) return std::string("cannot mount");
    of_root.reset();
    return summary_here();
  });
  EXPECT_EQ(seen, "host.limitation.hidepid 1; 0 of 1");
}

TEST(RightsLab, bpf_and_proc_find_the_same_holders) {
  const lab::Place place;
  place.inside([] {
    std::vector<sys::UniqueFd> sockets;
    for (int i = 0; i < 30; ++i) sockets.push_back(lab::listening("127.0.0.1"));
    for (int i = 0; i < 10; ++i) sockets.push_back(lab::bound(lab::Kind::datagram, "127.0.0.1"));
    const lab::Child sharing([] { return true; });
    std::vector<std::uint64_t> wanted;
    for (const sys::UniqueFd& socket : sockets) wanted.push_back(lab::inode_of(socket));
    std::ranges::sort(wanted);
    const auto proc =
        sys::find_socket_owners(wanted, sys::SocketScope::listeners, sys::OwnerMethod::proc);
    ASSERT_TRUE(proc);
    EXPECT_EQ(proc->owners.size(), 80U);
    for (const auto scope : {sys::SocketScope::listeners, sys::SocketScope::all}) {
      const auto bpf = sys::find_socket_owners(wanted, scope, sys::OwnerMethod::bpf);
      ASSERT_TRUE(bpf) << base::to_text(bpf.error(), base::Language::en);
      EXPECT_EQ(bpf->method, sys::OwnerMethod::bpf);
      EXPECT_EQ(bpf->owners, proc->owners);
    }
  });
}

TEST(RightsLab, in_a_process_namespace_proc_is_asked_and_numbers_are_its_own) {
  const lab::Place place;
  const std::string seen = lab::in_child([&] {
    if (!place.enter() || ::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) return std::string("no");
    return lab::in_child([] {
      if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          ::mount("proc", "/proc", "proc", 0, nullptr) != 0) {
        return std::string("cannot mount");
      }
      const sys::UniqueFd listener = lab::listening("127.0.0.1");
      const std::vector<std::uint64_t> wanted = {lab::inode_of(listener)};
      const auto scan = sys::find_socket_owners(wanted, sys::SocketScope::listeners);
      if (!scan || scan->owners.size() != 1) return std::string("not found");
      return std::string(scan->method == sys::OwnerMethod::proc ? "proc " : "bpf ") +
             std::to_string(scan->owners.front().pid);
    });
  });
  EXPECT_EQ(seen, "proc 1");
}

}  // namespace
}  // namespace minato::host
