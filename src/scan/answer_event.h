// What the receiving thread tells the sending thread about an answer that counts.
#pragma once

#include <cstdint>

#include "scan/instant.h"
#include "scan/probe_window.h"

namespace minato::scan {

struct AnswerEvent {
  /// The source port does not tell which try was answered.
  static constexpr std::uint8_t kUnknownTry = 0xff;

  enum class Sort : std::uint8_t {
    open,    ///< what we look for
    other,   ///< a refusal by the target itself, at its full rate
    icmp,    ///< ICMP errors: targets and routers limit their rate
    canary,  ///< a probe of known answer; `position` is the group
  };

  Position position = 0;
  Instant when{};
  Sort sort = Sort::other;
  std::uint8_t try_number = kUnknownTry;  ///< 0 first; canary: its number modulo 16
};

}  // namespace minato::scan
