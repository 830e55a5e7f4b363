// Namespaces, sockets and children, by bare system calls.
#include "place.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <thread>

namespace minato::lab {
namespace {

void bring_loopback_up() {
  const sys::UniqueFd control(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  EXPECT_EQ(::ioctl(control.get(), SIOCGIFFLAGS, &request), 0);
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  EXPECT_EQ(::ioctl(control.get(), SIOCSIFFLAGS, &request), 0);
}

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Address address_of(const std::string& text, int port) {
  Address address;
  if (text.find(':') != std::string::npos) {
    auto* const six = reinterpret_cast<sockaddr_in6*>(&address.storage);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(static_cast<std::uint16_t>(port));
    EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &six->sin6_addr), 1) << text;
    address.length = sizeof(sockaddr_in6);
  } else {
    auto* const four = reinterpret_cast<sockaddr_in*>(&address.storage);
    four->sin_family = AF_INET;
    four->sin_port = htons(static_cast<std::uint16_t>(port));
    EXPECT_EQ(::inet_pton(AF_INET, text.c_str(), &four->sin_addr), 1) << text;
    address.length = sizeof(sockaddr_in);
  }
  return address;
}

int type_of(Kind kind) { return (kind == Kind::stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC; }

}  // namespace

Place::Place() {
  std::thread([this] {
    ASSERT_EQ(::unshare(CLONE_NEWNET), 0) << "the lab needs root";
    bring_loopback_up();
    fd_.reset(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  }).join();
  struct stat about{};
  EXPECT_EQ(::fstat(fd_.get(), &about), 0);
  name_ = {
      .inode = about.st_ino, .name = "lab", .path = "/proc/self/fd/" + std::to_string(fd_.get())};
}

void Place::inside(const std::function<void()>& work) const {
  const auto done = sys::in_network_namespace(name_, [&] {
    work();
    return base::Result<void>();
  });
  ASSERT_TRUE(done) << base::to_text(done.error(), base::Language::en);
}

bool Place::enter() const { return ::setns(fd_.get(), CLONE_NEWNET) == 0; }

sys::UniqueFd bound(Kind kind, const std::string& address, int port, int v6_only) {
  const Address to = address_of(address, port);
  sys::UniqueFd fd(::socket(to.get()->sa_family, type_of(kind), 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (v6_only >= 0) {
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof(v6_only));
  }
  EXPECT_EQ(::bind(fd.get(), to.get(), to.length), 0) << std::strerror(errno);
  return fd;
}

sys::UniqueFd listening(const std::string& address, int port, int v6_only) {
  sys::UniqueFd fd = bound(Kind::stream, address, port, v6_only);
  EXPECT_EQ(::listen(fd.get(), 16), 0);
  return fd;
}

sys::UniqueFd connected(Kind kind, const std::string& address, int port) {
  const Address to = address_of(address, port);
  sys::UniqueFd fd(::socket(to.get()->sa_family, type_of(kind), 0));
  EXPECT_EQ(::connect(fd.get(), to.get(), to.length), 0) << std::strerror(errno);
  return fd;
}

sys::UniqueFd accepted(const sys::UniqueFd& listener) {
  return sys::UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
}

void wait_for_fin_wait_2(const sys::UniqueFd& socket) {
  tcp_info info{};
  do {
    std::this_thread::yield();
    socklen_t length = sizeof(info);
    ASSERT_EQ(::getsockopt(socket.get(), IPPROTO_TCP, TCP_INFO, &info, &length), 0);
  } while (info.tcpi_state != TCP_FIN_WAIT2);
}

int port_of(const sys::UniqueFd& socket) {
  sockaddr_storage storage{};
  socklen_t length = sizeof(storage);
  EXPECT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &length), 0);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

std::uint64_t inode_of(const sys::UniqueFd& socket) {
  struct stat about{};
  EXPECT_EQ(::fstat(socket.get(), &about), 0);
  return about.st_ino;
}

Child::Child(const std::function<bool()>& work) {
  int ready[2];
  EXPECT_EQ(::pipe2(ready, O_CLOEXEC), 0);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char told = work() ? '.' : '!';
    static_cast<void>(::write(ready[1], &told, 1));
    while (true) ::pause();
  }
  char told = 0;
  ::close(ready[1]);
  EXPECT_EQ(::read(ready[0], &told, 1), 1);
  EXPECT_EQ(told, '.');
  ::close(ready[0]);
}

Child::~Child() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool Child::is_running() const {
  siginfo_t about{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT);
  return about.si_pid == 0;
}

std::string in_child(const std::function<std::string()>& work) {
  int told[2];
  EXPECT_EQ(::pipe2(told, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string text = work();
    static_cast<void>(::write(told[1], text.data(), text.size()));
    ::_exit(0);
  }
  ::close(told[1]);
  std::string text;
  char block[4096];
  for (ssize_t got = 0; (got = ::read(told[0], block, sizeof(block))) > 0;) {
    text.append(block, static_cast<std::size_t>(got));
  }
  ::close(told[0]);
  ::waitpid(child, nullptr, 0);
  return text;
}

}  // namespace minato::lab
