// The line of all port numbers, 0 to 65535, with the three ranges of RFC 6335, what listens on this
// machine, which ports it lends to its clients, and the ports that the reader asked about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/port_set.h"
#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

/// A port that a program listens on. Several transports of one number are one mark.
struct LineMark {
  std::uint16_t number = 0;
  std::string name{};  ///< "https", "" when nobody knows
  model::Severity danger = model::Severity::none;
};

/// The ports that the reader asked about.
struct LineHighlight {
  model::PortInterval ports{};
  std::string name{};
};

struct PortLine {
  std::vector<LineMark> listening{};                  ///< in any order
  std::optional<model::PortInterval> ephemeral{};     ///< `ip_local_port_range`
  std::optional<std::uint16_t> unprivileged_start{};  ///< `ip_unprivileged_port_start`
  std::optional<LineHighlight> highlight{};
  std::size_t most_labels = 14;  ///< marks without a label are counted
};

/// Marks are named as long as their labels find room, the most dangerous first.
[[nodiscard]] Scene draw_port_line(const PortLine& line, const PictureOptions& options);

}  // namespace minato::render
