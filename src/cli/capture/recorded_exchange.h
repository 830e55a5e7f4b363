// The packets of an HTTP exchange on loopback, recorded: shown where capturing is not allowed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace minato::cli {

struct RecordedFrame {
  std::int64_t time_ns = 0;
  std::string_view hex{};  ///< an Ethernet frame, two digits a byte
};

[[nodiscard]] std::span<const RecordedFrame> recorded_exchange();

}  // namespace minato::cli
