// The page of `minato capture --html`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "capture/sequence.h"
#include "cli/capture/packet.h"
#include "cli/capture/summary.h"

namespace minato::cli {

/// What a page shows besides the summary; owns nothing.
struct CapturePageView {
  const CaptureView& summary;
  /// Of the first conversations, by index.
  const std::map<std::uint32_t, capture::Sequence>& sequences;
  std::optional<PacketView> packet{};
};

/// Conversations whose sequence a page draws: the first ones.
inline constexpr std::uint32_t kDrawnConversations = 20;

[[nodiscard]] std::string capture_page(const Context& context, const CapturePageView& view);

}  // namespace minato::cli
