// One conversation as a list of steps for a sequence diagram: what matters stays, runs of data
// become one step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "capture/analysis.h"
#include "capture/application/message.h"

namespace minato::capture {

/// Steps that are kept at most; what comes later is counted.
inline constexpr std::size_t kMostSteps = 400;

/// One packet, or several of one side in a row that carry nothing but data.
struct Step {
  std::uint64_t number = 0;  ///< of the first packet in the capture
  std::int64_t time_ns = 0;
  Way way = Way::forward;
  std::uint16_t flags = 0;
  TcpNotes notes = 0;
  std::uint64_t length_bytes = 0;  ///< of all payloads
  std::uint64_t packets = 1;
  std::optional<Message> message{};
};

class Sequence {
 public:
  /// A packet of the conversation.
  void add(const FrameReport& report, std::int64_t time_ns, const Conversation& conversation);

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  /// Bare acknowledgments that were left out.
  [[nodiscard]] std::uint64_t acknowledgments() const { return acknowledgments_; }
  /// Packets after the last step that is kept.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  [[nodiscard]] bool joins(const Step& step) const;

  std::vector<Step> steps_{};
  std::uint64_t acknowledgments_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace minato::capture
