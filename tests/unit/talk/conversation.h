// Golden conversations: a file with what a real server sent, and what the machine then sends and
// learns. MINATO_REFRESH_GOLDEN=1 writes what is now.
//   machine NAME [udp]         the protocol
//   host|port|path|method|question|type|starttls VALUE   MachineOptions
//   < TEXT                     the server sends (one piece; a datagram for UDP)
//   > TEXT                     the machine sends
//   ! tls | closed | reset | timed-out | too-much
//   end finished|failed RULE|more
//   = key = value              the facts, in order
// TEXT: \r \n \t \\ \xNN stand for bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "talk/protocol.h"

namespace minato::talk {

struct Conversation {
  struct Step {
    char kind = '<';      // '<' or '!'
    std::string bytes{};  // of '<'
    std::string event{};  // of '!'
  };
  std::vector<std::string> head{};  // comments and options as written
  const Protocol* protocol = nullptr;
  MachineOptions options{};
  std::vector<Step> steps{};
};

struct Outcome {
  std::string transcript{};  // the whole file as it is now
  std::string sent{};
  std::string facts{};
  std::string end{};
};

enum class Pieces { as_written, single_bytes };

[[nodiscard]] Conversation parse_conversation(std::string_view text);
[[nodiscard]] Outcome replay(const Conversation& conversation, Pieces pieces);

[[nodiscard]] std::string escaped_bytes(std::string_view bytes);

}  // namespace minato::talk
