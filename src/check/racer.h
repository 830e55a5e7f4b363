// Happy Eyeballs (RFC 8305): the addresses of a host one after the other, the next one begun when
// the last has failed or 250 ms have passed; the first that is open wins.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "check/result.h"
#include "sys/dialer.h"

namespace minato::check {

class Racer {
 public:
  struct Options {
    std::chrono::nanoseconds delay = std::chrono::milliseconds(250);
    /// For all addresses together.
    std::chrono::nanoseconds limit = std::chrono::seconds(10);
  };
  /// connection: null when no address could be reached. The attempts in the order they began.
  using Done = std::function<void(sys::Connection* connection, std::vector<Attempt>&& attempts)>;

  /// request: everything but the address of `to`.
  Racer(sys::Dialer& dialer, sys::DialRequest request, std::vector<model::IpAddress> addresses,
        Options options, Done done);
  Racer(const Racer&) = delete;
  Racer& operator=(const Racer&) = delete;
  ~Racer();

  void start();

 private:
  class Runner;
  void begin_next();
  void runner_opened(Runner& runner, sys::Connection& connection);
  void runner_ended(Runner& runner);
  void finish(sys::Connection* winner);

  sys::Dialer& dialer_;
  sys::DialRequest request_;
  std::vector<model::IpAddress> addresses_;
  Options options_;
  Done done_;
  std::chrono::nanoseconds begun_{};
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  bool over_ = false;
  sys::TimerId timer_ = 0;
  std::vector<std::unique_ptr<Runner>> runners_{};
};

}  // namespace minato::check
