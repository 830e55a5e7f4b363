// Checks of many targets, a bounded number at once, with what this machine knows about itself added
// where a target is this machine; redirects followed where that is wanted.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "check/checker.h"
#include "check/path.h"
#include "pipeline/check_filter.h"

namespace minato::pipeline {

struct CheckRequest {
  check::CheckOptions options{};
  std::string authorities{};  ///< a PEM file of authorities to trust besides the system's, "" none
  bool follow = false;
  unsigned most_redirects = 10;
  std::size_t most_at_once = 256;
};

class CheckSession {
 public:
  using Sink = std::function<void(const check::CheckResult&)>;

  /// Errors: local, input (the file of authorities).
  [[nodiscard]] static base::Result<std::unique_ptr<CheckSession>> create(CheckRequest request);
  CheckSession(const CheckSession&) = delete;
  CheckSession& operator=(const CheckSession&) = delete;
  ~CheckSession();

  /// Checks all of them; results come as they are ready. May be called again. Errors: local.
  [[nodiscard]] base::Result<void> run(std::vector<check::Target> targets, const Sink& sink);
  /// The hops to a port, and for comparison those that UDP comes to. Errors: local.
  struct Paths {
    check::Path asked{};
    check::Path udp{};
  };
  [[nodiscard]] base::Result<Paths> trace(const model::Endpoint& to);
  /// Waits, or returns earlier when interrupted. Errors: local.
  [[nodiscard]] base::Result<void> pause(std::chrono::nanoseconds time);
  /// Ends run() soon; from any thread.
  void interrupt();
  [[nodiscard]] bool interrupted() const;
  /// Targets that run() did not come to.
  [[nodiscard]] std::size_t left() const { return waiting_.size() + under_way_; }

 private:
  explicit CheckSession(CheckRequest request) : request_(std::move(request)) {}
  void begin_next();
  void begin(check::Target target, unsigned redirects);
  void finished(check::CheckResult&& result, unsigned redirects);

  CheckRequest request_;
  base::SystemClock clock_{};
  std::unique_ptr<sys::Dialer> dialer_{};
  std::unique_ptr<check::Resolver> resolver_{};
  std::unique_ptr<talk::TrustStore> trust_{};
  std::unique_ptr<OwnFilter> filter_{};
  std::unique_ptr<check::Checker> checker_{};
  std::deque<check::Target> waiting_{};
  std::size_t under_way_ = 0;
  const Sink* sink_ = nullptr;
};

/// Refines the cause of a failure by what this machine knows about its own sockets and ports;
/// other targets are left alone.
void consult_this_machine(check::CheckResult& result);

}  // namespace minato::pipeline
