// Bytes written as hexadecimal text, for hand-made packets in tests.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/strings.h"

namespace minato::wire {

/// "45 00 …" as bytes; white space is ignored.
inline std::vector<std::uint8_t> hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  for (const std::string_view word : base::words(text)) {
    for (std::size_t i = 0; i + 1 < word.size(); i += 2) {
      bytes.push_back(base::parse_number<std::uint8_t>(word.substr(i, 2), 16).value());
    }
  }
  return bytes;
}

inline std::vector<std::uint8_t> vector_of(base::Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace minato::wire
