// What the first segment of a TCP stack shows of it: the order of its options, its window, the
// segment size and scale that it announces. 16 bytes, so that a scan may keep one for each answer.
#pragma once

#include <cstdint>
#include <string>

#include "wire/tcp.h"

namespace minato::wire {

struct StackMark {
  static constexpr std::uint8_t kNoScale = 0xff;

  /// Four bits an option, the first one lowest: its kind and 1; 15 for kinds above 8. 0: no more.
  std::uint64_t options = 0;
  std::uint16_t window = 0;
  std::uint16_t segment_bytes = 0;  ///< 0: not announced
  std::uint8_t scale = kNoScale;

  bool operator==(const StackMark&) const = default;
};

/// As far as the options can be read; at most 16 of them. No allocation.
[[nodiscard]] StackMark read_stack_mark(const TcpHeader& segment);

/// The options in order, a letter each: m segment size, n padding, w window scale, s selective
/// acknowledgements, t timestamps, e end, ? another.
[[nodiscard]] std::string option_letters(const StackMark& mark);

}  // namespace minato::wire
