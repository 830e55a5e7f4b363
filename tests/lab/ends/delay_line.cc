// Slots and heap of the delay line.
#include "lab/ends/delay_line.h"

#include <algorithm>

namespace minato::lab {

bool DelayLine::push(std::chrono::nanoseconds release, base::Bytes frame) {
  if (frame.size() > kLongestFrame) return false;
  FramePool& pool = frame.size() <= kSmallFrame ? small_ : large_;
  const std::uint32_t slot = pool.take();
  if (slot == pool.slots()) return false;
  std::copy(frame.begin(), frame.end(), pool.at(slot));
  heap_.push({release, order_++, slot, static_cast<std::uint16_t>(frame.size())});
  return true;
}

void DelayLine::take_due(std::chrono::nanoseconds now, std::size_t most,
                         std::vector<Waiting>& due) {
  while (!heap_.empty() && heap_.top().release <= now && due.size() < most) {
    due.push_back(heap_.top());
    heap_.pop();
  }
}

base::Bytes DelayLine::bytes_of(const Waiting& waiting) {
  FramePool& pool = waiting.bytes <= kSmallFrame ? small_ : large_;
  return {pool.at(waiting.slot), waiting.bytes};
}

void DelayLine::finish(std::span<const Waiting> sent) {
  for (const Waiting& waiting : sent) {
    (waiting.bytes <= kSmallFrame ? small_ : large_).give_back(waiting.slot);
  }
}

void DelayLine::put_back(std::span<const Waiting> unsent) {
  for (const Waiting& waiting : unsent) heap_.push(waiting);
}

}  // namespace minato::lab
