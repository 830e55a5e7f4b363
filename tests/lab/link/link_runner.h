// Joins two ends by two link models and forwards frames in time: one thread, one epoll.
#pragma once

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "lab/ends/delay_line.h"
#include "lab/ends/end.h"
#include "lab/ends/events.h"
#include "lab/link/link_model.h"
#include "lab/link/link_options.h"

namespace minato::lab {

/// What the program itself did wrong: a lab whose link loses frames of its own proves nothing.
struct RunnerCounts {
  std::uint64_t overflowed = 0;          ///< no slot was free
  std::uint64_t late = 0;                ///< frames sent over 1 ms after their time
  std::chrono::nanoseconds lateness{0};  ///< of all frames together
  std::chrono::nanoseconds latest{0};    ///< of the latest frame
};

class LinkRunner {
 public:
  [[nodiscard]] static tl::expected<std::unique_ptr<LinkRunner>, std::string> create(
      const LinkOptions& options);

  /// Forwards until SIGTERM or SIGINT, with statistics to `out` then and on SIGUSR1.
  void run(std::FILE* out);
  /// One line of JSON.
  [[nodiscard]] std::string statistics();

 private:
  struct Direction {
    End* from;
    End* to;
    LinkModel model;
    DelayLine line;
    RunnerCounts counts{};
    std::chrono::nanoseconds last_arrival{0};
    bool blocked = false;  ///< the kernel took no more
  };

  LinkRunner(const LinkOptions& options, std::unique_ptr<End> left, std::unique_ptr<End> right,
             Events events);
  /// Up to one batch; false when nothing waited.
  bool take_in(Direction& direction);
  void send_due(Direction& direction);
  /// How long nothing is to do; negative: until a frame comes.
  [[nodiscard]] std::chrono::nanoseconds time_to_sleep() const;

  std::unique_ptr<End> left_;
  std::unique_ptr<End> right_;
  std::array<Direction, 2> directions_;
  bool limits_icmp_;
  Events events_;
  std::vector<DelayLine::Waiting> due_;
  std::vector<base::Bytes> frames_;
};

}  // namespace minato::lab
