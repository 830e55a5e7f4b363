// Words and links of the probes under way.
#include "scan/probe_window.h"

#include <algorithm>

#include "base/check.h"

namespace minato::scan {
namespace {

std::uint32_t ticks(Instant now) { return static_cast<std::uint32_t>(now.count() / 2000); }

}  // namespace

ProbeWindow::ProbeWindow(std::size_t capacity) : words_(capacity), links_(capacity) {
  MINATO_CHECK(capacity >= 1 && capacity <= std::size_t{1} << 31);
}

Position ProbeWindow::begin() {
  MINATO_CHECK(!full());
  words_[slot(end_)] = 0;
  return end_++;
}

void ProbeWindow::finish(Position position) {
  MINATO_CHECK(contains(position) && !is_queued(position));
  word(position) |= kDone;
  while (base_ < end_ && is_done(base_)) ++base_;
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
  // The answer to an earlier try may be stamped before the last try was sent.
  if (passed > kTimeMask / 2) return Duration(0);
  return std::chrono::microseconds(std::uint64_t{passed} * 2);
}

void ProbeWindow::push(ProbeQueue& queue, Position position) {
  MINATO_CHECK(!is_queued(position));
  const std::uint32_t own = slot(position);
  words_[own] |= kQueued;
  links_[own] = {.next = ProbeQueue::kNone, .previous = queue.tail};
  if (queue.empty()) {
    queue.head = own;
  } else {
    links_[queue.tail].next = own;
  }
  queue.tail = own;
  ++queue.length;
}

Position ProbeWindow::front(const ProbeQueue& queue) const {
  MINATO_CHECK(!queue.empty());
  // The one position of the window that has this slot.
  const std::size_t first = slot(base_);
  const std::size_t offset =
      queue.head >= first ? queue.head - first : queue.head + words_.size() - first;
  return base_ + offset;
}

Position ProbeWindow::pop(ProbeQueue& queue) {
  const Position first = front(queue);
  remove(queue, first);
  return first;
}

void ProbeWindow::remove(ProbeQueue& queue, Position position) {
  MINATO_CHECK(is_queued(position));
  word(position) &= ~kQueued;
  const Links links = links_[slot(position)];
  (links.previous == ProbeQueue::kNone ? queue.head : links_[links.previous].next) = links.next;
  (links.next == ProbeQueue::kNone ? queue.tail : links_[links.next].previous) = links.previous;
  --queue.length;
}

}  // namespace minato::scan
