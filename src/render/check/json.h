// {"type":"stage",…}: one stage of a check.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "model/endpoint.h"

namespace minato::render {

/// One address that was tried.
struct AttemptView {
  model::Endpoint to{};
  model::Endpoint local{};
  std::string_view outcome{};  ///< "connected", "overtaken", or the cause's name
  std::int64_t duration_us = 0;
  std::optional<std::uint32_t> rtt_us{};
};

/// One router on the way.
struct HopView {
  unsigned number = 0;
  std::string_view answer{};  ///< "silent", "passed-on", "reached", "rejected"
  std::string address{};      ///< "" when it was silent
  std::int64_t rtt_us = 0;
};

/// Owns nothing. Texts may be hostile.
struct StageView {
  base::Timestamp time{};
  std::string_view target{};
  std::string_view stage{};
  std::string_view outcome{};
  std::int64_t begun_us = 0;
  std::int64_t duration_us = 0;
  std::string_view cause{};
  std::string_view explanation{};
  std::string_view evidence{};
  std::string_view advice{};
  std::span<const std::string> addresses{};
  std::span<const AttemptView> attempts{};
  std::span<const HopView> hops{};
  /// What was learned, by key.
  std::span<const std::pair<std::string_view, std::string_view>> facts{};
};

/// One line, appended.
void append_json(std::string& out, const StageView& view);

}  // namespace minato::render
