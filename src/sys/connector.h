// Many connections under way at once, on one epoll: TCP, and UDP sockets that were asked something.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "model/endpoint.h"
#include "sys/unique_fd.h"

namespace minato::sys {

/// How one attempt ended.
struct ConnectEnd {
  std::uint64_t tag = 0;  ///< as given to start()
  std::uint8_t attempt = 0;
  int error = 0;  ///< errno; 0: TCP connected, UDP answered
};

struct ConnectStart {
  model::Endpoint to{};
  std::uint64_t tag = 0;
  std::uint8_t attempt = 0;
  base::Bytes payload{};  ///< UDP: what is asked
};

/// Most attempts that this process may have under way: its limit of open files, raised as far as it
/// may be, without what the rest of the program needs.
[[nodiscard]] std::size_t most_connections(std::size_t wished);

/// Not thread-safe. Example: `connector.start({.to = …, .tag = 7}); connector.wait(…, visit);`
class Connector {
 public:
  using Visitor = std::function<void(const ConnectEnd&)>;

  /// most: attempts at a time; when more are started, the oldest is dropped. Errors: local.
  [[nodiscard]] static base::Result<Connector> create(std::size_t most);

  /// Starts an attempt; those that end at once are visited within. Errors: exhausted (no file
  /// descriptor, no memory).
  [[nodiscard]] base::Result<void> start(const ConnectStart& start, const Visitor& visit);
  /// Waits at most `timeout` for ends, visits all that are there, closes their sockets. TCP
  /// connections end with a reset: nobody is kept waiting. Errors: local.
  [[nodiscard]] base::Result<std::size_t> wait(std::chrono::nanoseconds timeout,
                                               const Visitor& visit);

 private:
  struct Attempt {
    UniqueFd socket{};
    std::uint64_t tag = 0;
    std::uint8_t attempt = 0;
    model::Transport transport = model::Transport::tcp;
    std::uint32_t generation = 0;  ///< tells attempts of one slot apart
  };

  Connector(UniqueFd epoll, std::size_t most);
  void finish(std::uint32_t slot, int error, const Visitor& visit);
  [[nodiscard]] std::uint32_t free_slot();
  /// Whether connections of late were refused before connect() returned.
  [[nodiscard]] bool worth_asking_at_once();

  UniqueFd epoll_;
  std::vector<Attempt> attempts_;
  std::vector<std::uint32_t> free_;
  /// Slots with their generation, oldest first; ended ones among them.
  std::deque<std::pair<std::uint32_t, std::uint32_t>> order_;
  std::uint32_t misses_ = 0;  ///< in a row: asked at once, and still under way
  std::uint32_t skipped_ = 0;
};

}  // namespace minato::sys
