// Words and links of the probes under way.
#include "scan/probe_window.h"

#include <algorithm>

#include "base/check.h"

namespace minato::scan {
namespace {

std::uint32_t ticks(Instant now) { return static_cast<std::uint32_t>(now.count() / 2000); }

}  // namespace

ProbeWindow::ProbeWindow(std::size_t capacity) : words_(capacity), next_(capacity) {
  MINATO_CHECK(capacity >= 1 && capacity <= std::size_t{1} << 31);
}

Position ProbeWindow::begin() {
  MINATO_CHECK(!full());
  words_[slot(end_)] = 0;
  return end_++;
}

void ProbeWindow::release() {
  MINATO_CHECK(base_ < end_ && !is_queued(base_));
  ++base_;
}

void ProbeWindow::set_given_up(Position position, bool yes) {
  if (yes) {
    word(position) |= kGivenUp;
  } else {
    word(position) &= ~kGivenUp;
  }
}

void ProbeWindow::on_sent(Position position, Instant now) {
  std::uint32_t& own = word(position);
  const std::uint32_t tried = std::min(tries(position) + 1, kMostTries);
  own = (own & (kDone | kGivenUp | kQueued)) | tried << kTriesShift | (ticks(now) & kTimeMask);
}

Duration ProbeWindow::since_sent(Position position, Instant now) const {
  const std::uint32_t passed = (ticks(now) - word(position)) & kTimeMask;
  return std::chrono::microseconds(std::uint64_t{passed} * 2);
}

void ProbeWindow::push(ProbeQueue& queue, Position position) {
  const std::uint32_t own = slot(position);
  words_[own] |= kQueued;
  next_[own] = ProbeQueue::kNone;
  if (queue.empty()) {
    queue.head = own;
  } else {
    next_[queue.tail] = own;
  }
  queue.tail = own;
  ++queue.length;
}

Position ProbeWindow::front(const ProbeQueue& queue) const {
  MINATO_CHECK(!queue.empty());
  // The one position of the window that has this slot.
  const Position offset = (queue.head + words_.size() - slot(base_)) % words_.size();
  return base_ + offset;
}

Position ProbeWindow::pop(ProbeQueue& queue) {
  const Position first = front(queue);
  word(first) &= ~kQueued;
  queue.head = next_[queue.head];
  if (queue.head == ProbeQueue::kNone) queue.tail = ProbeQueue::kNone;
  --queue.length;
  return first;
}

}  // namespace minato::scan
