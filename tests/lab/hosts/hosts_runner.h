// Runs a responder on one or more ends: one thread, one epoll.
#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "lab/ends/end.h"
#include "lab/ends/events.h"
#include "lab/hosts/responder.h"

namespace minato::lab {

/// The whole network is behind every end: a question is answered where it came from.
class HostsRunner {
 public:
  /// ends: as in ends/end.h, at least one. plan: must outlive the runner.
  [[nodiscard]] static tl::expected<std::unique_ptr<HostsRunner>, std::string> create(
      const Plan& plan, std::span<const std::string> ends);

  /// Answers until SIGTERM or SIGINT, with statistics to `out` then and on SIGUSR1.
  void run(std::FILE* out);

 private:
  /// Answers of one end, held until they are due.
  struct Port final : Outbox {
    explicit Port(std::unique_ptr<End> end_in);
    void put(std::chrono::nanoseconds when, base::Bytes frame) override;

    std::unique_ptr<End> end;
    DelayLine line;
    std::uint64_t overflowed = 0;
    bool blocked = false;
  };
  /// The responder speaks to one outbox; this one passes on to the end whose turn it is.
  struct Switch final : Outbox {
    void put(std::chrono::nanoseconds when, base::Bytes frame) override { to->put(when, frame); }
    Outbox* to = nullptr;
  };

  HostsRunner(const Plan& plan, Events events)
      : responder_(plan, switch_), events_(std::move(events)) {}
  bool take_in(Port& port);
  void send_due(Port& port);
  [[nodiscard]] std::chrono::nanoseconds time_to_sleep() const;
  [[nodiscard]] std::string statistics();

  Switch switch_;
  Responder responder_;
  Events events_;
  std::vector<std::unique_ptr<Port>> ports_;
  std::vector<DelayLine::Waiting> due_;
  std::vector<base::Bytes> frames_;
  std::chrono::nanoseconds last_arrival_{0};
};

}  // namespace minato::lab
