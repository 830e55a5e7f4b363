// The full-screen list of `minato capture --top`: what is shown, as pure data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/capture/summary.h"
#include "cli/context.h"
#include "cli/watch/frame.h"
#include "cli/watch/key.h"

namespace minato::cli {

enum class TopSort : std::uint8_t { bytes, packets, latest, number };
inline constexpr std::size_t kTopSorts = 4;

struct TopState {
  std::size_t rows = 24;  ///< of the screen
  std::size_t columns = 80;
  TopSort sort = TopSort::bytes;
  bool paused = false;
  bool detail = false;                 ///< the conversation under the cursor, on the whole screen
  std::size_t cursor = 0;              ///< index into `order`
  std::vector<std::uint32_t> order{};  ///< conversations, as they are listed
};

/// Sorts what is shown anew; the cursor stays on its conversation.
void arrange_top(TopState& state, const CaptureView& view);
/// What a key does; false when the user quits.
[[nodiscard]] bool press_top(TopState& state, const watch::Key& key);
[[nodiscard]] watch::Frame top_frame(const Context& context, const CaptureView& view,
                                     const TopState& state);

}  // namespace minato::cli
