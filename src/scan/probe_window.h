// What the sender remembers of each probe under way: twelve bytes each, for a window of positions.
//
// Positions number the probes of a scan in the order in which they are first sent. The window holds
// [base, end), at most its capacity: all before is over, all behind is not begun, and base itself
// is never over. A position is queued (in one queue), or given up, or done: intrusive lists of both
// directions, so that what is done leaves its queue at once; no allocation after construction.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/instant.h"

namespace minato::scan {

using Position = std::uint64_t;

/// A first-in-first-out queue of positions of one window.
struct ProbeQueue {
  static constexpr std::uint32_t kNone = 0xffffffff;
  std::uint32_t head = kNone;
  std::uint32_t tail = kNone;
  std::uint32_t length = 0;

  [[nodiscard]] bool empty() const { return head == kNone; }
};

/// Sending thread only.
class ProbeWindow {
 public:
  static constexpr unsigned kMostTries = 15;

  /// capacity: most probes under way, 1 to 2^31.
  explicit ProbeWindow(std::size_t capacity);

  [[nodiscard]] std::size_t capacity() const { return words_.size(); }
  [[nodiscard]] Position base() const { return base_; }
  /// One past the last position that begin() took in.
  [[nodiscard]] Position end() const { return end_; }
  [[nodiscard]] bool full() const { return end_ - base_ == words_.size(); }
  [[nodiscard]] bool contains(Position position) const {
    return position >= base_ && position < end_;
  }

  /// Takes the next position in; not when full().
  Position begin();
  /// The end of a position that is in no queue; the window moves on when it was the oldest.
  void finish(Position position);

  [[nodiscard]] bool is_done(Position position) const { return (word(position) & kDone) != 0; }
  [[nodiscard]] bool is_given_up(Position position) const {
    return (word(position) & kGivenUp) != 0;
  }
  void set_given_up(Position position, bool yes);
  [[nodiscard]] bool is_queued(Position position) const { return (word(position) & kQueued) != 0; }

  [[nodiscard]] unsigned tries(Position position) const {
    return word(position) >> kTriesShift & kMostTries;
  }
  /// Counts one more try, sent now.
  void on_sent(Position position, Instant now);
  /// Time since the last try, 0 for moments before it; right up to half a minute.
  [[nodiscard]] Duration since_sent(Position position, Instant now) const;

  void push(ProbeQueue& queue, Position position);
  /// The first position of a queue that is not empty.
  [[nodiscard]] Position front(const ProbeQueue& queue) const;
  Position pop(ProbeQueue& queue);
  /// Takes a position out of the queue that it is in.
  void remove(ProbeQueue& queue, Position position);

 private:
  // word = done:1 given-up:1 queued:1 tries:4 time:25, time in units of 2 us
  static constexpr std::uint32_t kDone = 1U << 31;
  static constexpr std::uint32_t kGivenUp = 1U << 30;
  static constexpr std::uint32_t kQueued = 1U << 29;
  static constexpr unsigned kTriesShift = 25;
  static constexpr std::uint32_t kTimeMask = (1U << kTriesShift) - 1;

  [[nodiscard]] std::uint32_t& word(Position position) { return words_[slot(position)]; }
  [[nodiscard]] std::uint32_t word(Position position) const { return words_[slot(position)]; }
  [[nodiscard]] std::uint32_t slot(Position position) const {
    return static_cast<std::uint32_t>(position % words_.size());
  }

  std::vector<std::uint32_t> words_;
  /// Neighbors in the queue.
  struct Links {
    std::uint32_t next;
    std::uint32_t previous;
  };
  std::vector<Links> links_;
  Position base_ = 0;
  Position end_ = 0;
};

}  // namespace minato::scan
