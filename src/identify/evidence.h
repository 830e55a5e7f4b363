// What one conversation with a port brought to light, as the interview and the verdict take it.
#pragma once

#include <cstdint>
#include <string>

#include "talk/facts.h"
#include "talk/protocol.h"

namespace minato::identify {

/// How a conversation ended.
enum class Outcome : std::uint8_t {
  spoke,    ///< the peer spoke the protocol that was asked for
  other,    ///< it answered, with something else
  hung_up,  ///< it closed without a word
  silent,   ///< open, and not a byte came
  refused,  ///< no connection
};

struct Evidence {
  const talk::Protocol* protocol = nullptr;  ///< that was spoken; nullptr: only listened
  Outcome outcome = Outcome::silent;
  bool inside_tls = false;
  talk::Facts facts{};
  std::string first_bytes{};  ///< of the peer, before anything was understood; at most 512
};

}  // namespace minato::identify
