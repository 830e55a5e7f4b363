// A mapping of memory that unmaps itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace minato::sys {

/// Owns one mapping. Not thread-safe.
class MemoryMap {
 public:
  MemoryMap() = default;
  /// Takes over what mmap returned.
  MemoryMap(std::uint8_t* start, std::size_t bytes) : start_(start), bytes_(bytes) {}
  MemoryMap(MemoryMap&& other) noexcept
      : start_(std::exchange(other.start_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  MemoryMap& operator=(MemoryMap&& other) noexcept {
    std::swap(start_, other.start_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  MemoryMap(const MemoryMap&) = delete;
  MemoryMap& operator=(const MemoryMap&) = delete;
  ~MemoryMap();

  [[nodiscard]] std::span<std::uint8_t> bytes() const { return {start_, bytes_}; }

 private:
  std::uint8_t* start_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace minato::sys
