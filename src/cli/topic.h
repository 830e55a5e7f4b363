// What the words of `explain` mean: a port, a service of ours, a range, or a search.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/port_set.h"
#include "registry/iana.h"
#include "registry/knowledge.h"
#include "registry/search.h"

namespace minato::cli {

/// One card of the answer: what is known about a port or a service.
struct Topic {
  model::PortSet ports{};  ///< where to look on this machine
  std::optional<registry::Knowledge> knowledge{};
  std::optional<registry::IanaEntry> iana{};
  std::vector<registry::Knowledge> others{};  ///< further services at the same port
};

struct Question {
  std::vector<Topic> topics{};     ///< one card each
  model::PortSet range{};          ///< a range to list; empty when there are cards or hits
  registry::SearchResult found{};  ///< what a search found, when the words name nothing exactly
};

/// Most cards that are shown in full; more ports become a list.
inline constexpr std::size_t kMostCards = 6;

/// Errors: input, for what looks like a port and is none.
[[nodiscard]] base::Result<Question> understand(const std::vector<std::string>& words);

/// The best service of ours for a port on any of its transports.
[[nodiscard]] Topic topic_of(std::uint16_t number, const std::vector<model::Transport>& transports);

}  // namespace minato::cli
