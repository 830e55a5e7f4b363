// What a summary of a capture tells, line by line, for the terminal and for a page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/capture/summary.h"
#include "render/style.h"

namespace minato::cli {

struct ServiceRow {
  std::string carrier{};  ///< "tcp"
  std::uint16_t port = 0;
  std::string service{};  ///< "-" when nobody knows
  std::uint64_t conversations = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};
/// The most bytes first.
[[nodiscard]] std::vector<ServiceRow> services_of(const CaptureView& view);

/// Values may come from the network: hostile.
struct ConversationRow {
  std::string client{};  ///< "10.0.0.9:51514 (host name, program)"
  std::string server{};
  std::string service{};
  std::string state{};
  render::Role state_role = render::Role::plain;
  std::string packets{};
  std::string bytes{};
  std::string duration{};
  std::string said{};
};
[[nodiscard]] ConversationRow conversation_row(const Context& context, const CaptureView& view,
                                               std::uint32_t index);
/// Indexes of the conversations shown, the most bytes first.
[[nodiscard]] std::vector<std::uint32_t> by_bytes(const CaptureView& view);

}  // namespace minato::cli
