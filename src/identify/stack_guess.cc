// Comparing a SYN-ACK with what is known of stacks.
#include "identify/stack_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace minato::identify {
namespace {

constexpr unsigned kTimestampBytes = 12;
constexpr unsigned kOwnSegmentBytes = 1460;  ///< what our SYN announces

/// Hop limits that stacks start with.
constexpr std::array<std::uint8_t, 4> kStarts = {32, 64, 128, 255};
/// A path is hardly longer; beyond that the start is not known.
constexpr int kMostHops = 40;

std::uint8_t start_of(std::uint8_t hops) {
  const auto start = std::ranges::lower_bound(kStarts, hops);
  if (start == kStarts.end() || *start - hops > kMostHops) return 0;
  return *start;
}

/// Bytes that one segment of this conversation carries.
unsigned payload_of(const wire::StackMark& mark, std::string_view options) {
  const unsigned size =
      mark.segment_bytes == 0 ? 0 : std::min<unsigned>(mark.segment_bytes, kOwnSegmentBytes);
  const bool stamped = options.find('t') != std::string_view::npos;
  return stamped && size > kTimestampBytes ? size - kTimestampBytes : size;
}

bool window_fits(const Stack& stack, const wire::StackMark& mark) {
  if (stack.window != 0) return mark.window == stack.window;
  const unsigned payload = payload_of(mark, stack.options);
  if (stack.segments != 0) return payload != 0 && mark.window == stack.segments * payload;
  if (stack.fills != 0) return payload != 0 && mark.window == stack.fills / payload * payload;
  return true;
}

}  // namespace

std::optional<Stack> guess_stack(const wire::StackMark& mark, std::uint8_t hops) {
  const std::string options = option_letters(mark);
  const std::uint8_t start = start_of(hops);
  std::optional<Stack> best;
  bool tie = false;
  for (const Stack& stack : stacks()) {
    if (stack.hops != start || stack.options != options || !window_fits(stack, mark)) continue;
    if (best && stack.confidence < best->confidence) continue;
    tie = best && stack.confidence == best->confidence;
    best = stack;
  }
  return tie ? std::nullopt : best;
}

std::string stack_evidence(const wire::StackMark& mark, std::uint8_t hops) {
  std::string text = fmt::format("ttl {}, window {}", hops, mark.window);
  if (mark.segment_bytes != 0) text += fmt::format(", mss {}", mark.segment_bytes);
  if (mark.options != 0) text += ", options " + option_letters(mark);
  if (mark.scale != wire::StackMark::kNoScale) text += fmt::format(", scale {}", mark.scale);
  return text;
}

}  // namespace minato::identify
