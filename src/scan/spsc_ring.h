// A ring between exactly two threads: one pushes, one pops, nobody locks or waits.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <optional>
#include <vector>

namespace minato::scan {

/// T: trivially copyable. Fit for the data plane.
template <typename T>
class SpscRing {
 public:
  /// capacity: rounded up to a power of two.
  explicit SpscRing(std::size_t capacity) : values_(std::bit_ceil(capacity)) {}

  /// False when the ring is full: the value is not taken. Pushing thread only.
  bool push(const T& value) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - seen_head_ == values_.size()) {
      seen_head_ = head_.load(std::memory_order_acquire);
      if (tail - seen_head_ == values_.size()) return false;
    }
    values_[tail & (values_.size() - 1)] = value;
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  /// Nothing when the ring is empty. Popping thread only.
  std::optional<T> pop() {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head == seen_tail_) {
      seen_tail_ = tail_.load(std::memory_order_acquire);
      if (head == seen_tail_) return std::nullopt;
    }
    const T value = values_[head & (values_.size() - 1)];
    head_.store(head + 1, std::memory_order_release);
    return value;
  }

  /// Room for one more at least. Pushing thread only.
  [[nodiscard]] bool has_room() {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - seen_head_ < values_.size()) return true;
    seen_head_ = head_.load(std::memory_order_acquire);
    return tail - seen_head_ < values_.size();
  }

 private:
  static constexpr std::size_t kCacheLine = 64;

  std::vector<T> values_;
  // Each side's index with its copy of the other's, on lines of their own.
  alignas(kCacheLine) std::atomic<std::size_t> head_{0};
  std::size_t seen_tail_ = 0;
  alignas(kCacheLine) std::atomic<std::size_t> tail_{0};
  std::size_t seen_head_ = 0;
};

}  // namespace minato::scan
