// Bytes behind a gap wait until the gap is filled.
#include "capture/stream_follow.h"

namespace minato::capture {

void StreamFollow::append(Way way, base::Bytes bytes) {
  if (bytes.empty()) return;
  if (pieces_.empty() || pieces_.back().way != way) pieces_.push_back({.way = way});
  std::vector<std::uint8_t>& out = pieces_.back().bytes;
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void StreamFollow::add(const FrameReport& report, const Conversation& conversation) {
  if (report.payload.empty()) return;
  if (held_ + report.payload.size() > kMostFollowedBytes) {
    left_out_ += report.payload.size();
    return;
  }
  if (conversation.key.carrier != Carrier::tcp) {
    held_ += report.payload.size();
    append(report.way, report.payload);
    return;
  }
  if (const auto first = conversation.tcp.first_byte(report.way)) add_segment(report, *first);
}

void StreamFollow::add_segment(const FrameReport& report, std::uint32_t first_byte) {
  const auto side = static_cast<std::size_t>(report.way);
  const std::uint32_t at = report.sequence - first_byte;
  const auto ahead = static_cast<std::int32_t>(at - next_[side]);
  if (ahead > 0) {
    held_ += report.payload.size();
    waiting_[side].try_emplace(at, report.payload.begin(), report.payload.end());
    return;
  }
  const auto known = static_cast<std::size_t>(-static_cast<std::int64_t>(ahead));
  if (known >= report.payload.size()) return;
  const base::Bytes fresh = report.payload.subspan(known);
  held_ += fresh.size();
  append(report.way, fresh);
  next_[side] += static_cast<std::uint32_t>(fresh.size());
  release(report.way);
}

void StreamFollow::release(Way way) {
  const auto side = static_cast<std::size_t>(way);
  Waiting& waiting = waiting_[side];
  while (!waiting.empty()) {
    const auto first = waiting.begin();
    const auto ahead = static_cast<std::int32_t>(first->first - next_[side]);
    if (ahead > 0) return;
    const auto known = static_cast<std::size_t>(-static_cast<std::int64_t>(ahead));
    if (known < first->second.size()) {
      const base::Bytes fresh = base::Bytes(first->second).subspan(known);
      append(way, fresh);
      next_[side] += static_cast<std::uint32_t>(fresh.size());
    }
    waiting.erase(first);
  }
}

std::uint64_t StreamFollow::waiting() const {
  std::uint64_t bytes = 0;
  for (const Waiting& side : waiting_) {
    for (const auto& [at, part] : side) bytes += part.size();
  }
  return bytes;
}

}  // namespace minato::capture
