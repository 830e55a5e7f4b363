// Frames that wait for their time, in bounded memory: two sizes of slots, a heap of times.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <queue>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace minato::lab {

/// Longer frames are not carried: the lab's links have an MTU of 1500.
inline constexpr std::size_t kLongestFrame = 2048;
/// Most frames of a scan fit a small slot.
inline constexpr std::size_t kSmallFrame = 192;

/// Equal slots in one block of memory that the kernel only backs when it is used.
class FramePool {
 public:
  FramePool(std::size_t slot_bytes, std::uint32_t slots)
      : memory_(new std::uint8_t[slot_bytes * slots]), slot_bytes_(slot_bytes), slots_(slots) {}

  /// A slot's number; `slots` when all are taken.
  std::uint32_t take() {
    if (!free_.empty()) {
      const std::uint32_t slot = free_.back();
      free_.pop_back();
      return slot;
    }
    return used_ < slots_ ? used_++ : slots_;
  }
  void give_back(std::uint32_t slot) { free_.push_back(slot); }
  [[nodiscard]] std::uint8_t* at(std::uint32_t slot) { return memory_.get() + slot * slot_bytes_; }
  [[nodiscard]] std::uint32_t slots() const { return slots_; }

 private:
  std::unique_ptr<std::uint8_t[]> memory_;  // not zeroed: untouched slots cost nothing
  std::size_t slot_bytes_;
  std::uint32_t slots_;
  std::uint32_t used_ = 0;  ///< slots that were ever taken
  std::vector<std::uint32_t> free_;
};

/// Holds copies of frames until their release times; equal times leave in the order they came.
class DelayLine {
 public:
  struct Waiting {
    std::chrono::nanoseconds release{0};
    std::uint64_t order = 0;
    std::uint32_t slot = 0;
    std::uint16_t bytes = 0;
  };

  /// small_frames, large_frames: how many may wait at once.
  DelayLine(std::uint32_t small_frames, std::uint32_t large_frames)
      : small_(kSmallFrame, small_frames), large_(kLongestFrame, large_frames) {}

  /// Copies the frame; false when it is too long or all slots are taken.
  bool push(std::chrono::nanoseconds release, base::Bytes frame);
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  /// When the next frame leaves; only when not empty.
  [[nodiscard]] std::chrono::nanoseconds next_release() const { return heap_.top().release; }

  /// The frames due at `now`, `most` at the most, oldest first, appended to `due`. They stay valid
  /// until finish().
  void take_due(std::chrono::nanoseconds now, std::size_t most, std::vector<Waiting>& due);
  [[nodiscard]] base::Bytes bytes_of(const Waiting& waiting);
  /// Frees the slots of frames that were sent.
  void finish(std::span<const Waiting> sent);
  /// Lets frames that could not be sent wait on, in their old places.
  void put_back(std::span<const Waiting> unsent);

 private:
  struct Later {
    bool operator()(const Waiting& left, const Waiting& right) const {
      return left.release != right.release ? left.release > right.release
                                           : left.order > right.order;
    }
  };

  FramePool small_;
  FramePool large_;
  std::priority_queue<Waiting, std::vector<Waiting>, Later> heap_;
  std::uint64_t order_ = 0;
};

}  // namespace minato::lab
