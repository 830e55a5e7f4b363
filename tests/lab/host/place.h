// A network namespace of the test's own, sockets in it, and children that end with the test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/endpoint.h"
#include "sys/network_namespaces.h"
#include "sys/unique_fd.h"

namespace minato::lab {

/// A network namespace with loopback up. Needs root. Gone when nobody is left in it.
class Place {
 public:
  Place();

  /// Does `work` inside of it; sockets opened there stay in it.
  void inside(const std::function<void()>& work) const;
  /// Moves the calling thread into it for good: for children.
  [[nodiscard]] bool enter() const;
  [[nodiscard]] const sys::NetworkNamespace& name() const { return name_; }

 private:
  sys::UniqueFd fd_;
  sys::NetworkNamespace name_;
};

enum class Kind { stream, datagram };

/// A socket bound to address and port (0: the kernel chooses), e.g. "127.0.0.1", "::".
/// v6_only: -1 leaves the system's default.
[[nodiscard]] sys::UniqueFd bound(Kind kind, const std::string& address, int port = 0,
                                  int v6_only = -1);
[[nodiscard]] sys::UniqueFd listening(const std::string& address, int port = 0, int v6_only = -1);
/// Connected to a local port.
[[nodiscard]] sys::UniqueFd connected(Kind kind, const std::string& address, int port);
[[nodiscard]] sys::UniqueFd accepted(const sys::UniqueFd& listener);
/// Waits until the other side has acknowledged our shutdown().
void wait_for_fin_wait_2(const sys::UniqueFd& socket);
[[nodiscard]] int port_of(const sys::UniqueFd& socket);
[[nodiscard]] std::uint64_t inode_of(const sys::UniqueFd& socket);

/// A child process that does `work`, reports, and waits to be ended. Ended with its object, and
/// with the thread that made it: not to be made inside of a Place.
class Child {
 public:
  /// Returns once `work` is done in the child; fails the test when it returned false.
  explicit Child(const std::function<bool()>& work);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int pid() const { return pid_; }
  [[nodiscard]] bool is_running() const;

 private:
  int pid_ = -1;
};

/// What `work` wrote into its string, done in a child process: for work that changes the process
/// itself (its user, its mounts).
[[nodiscard]] std::string in_child(const std::function<std::string()>& work);

}  // namespace minato::lab
