// What both sides of a conversation said, in the order in which it was said.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "capture/analysis.h"

namespace minato::capture {

/// Bytes that are kept at most; what comes later is counted.
inline constexpr std::size_t kMostFollowedBytes = std::size_t{16} << 20;

class StreamFollow {
 public:
  struct Piece {
    Way way = Way::forward;
    std::vector<std::uint8_t> bytes{};
  };

  /// A packet of the conversation.
  void add(const FrameReport& report, const Conversation& conversation);

  /// Neighbours are of different sides.
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }
  /// Bytes that lie behind a gap in the capture and are not shown.
  [[nodiscard]] std::uint64_t waiting() const;

 private:
  using Waiting = std::map<std::uint32_t, std::vector<std::uint8_t>>;  ///< by offset in the stream

  void append(Way way, base::Bytes bytes);
  void add_segment(const FrameReport& report, std::uint32_t first_byte);
  void release(Way way);

  std::vector<Piece> pieces_{};
  std::array<std::uint32_t, 2> next_{};  ///< offset of the next byte of each side
  std::array<Waiting, 2> waiting_{};
  std::uint64_t held_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace minato::capture
