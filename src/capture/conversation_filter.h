// Which conversations are shown: `port 443 and host 10.0.0.0/8`, `not service dns`,
// `process nginx or state retransmitting`.
//
//   filter = all *( "or" all )          all = part *( [ "and" ] part )
//   part   = "not" part | "(" filter ")" | "port" PORTS | "host" ADDRESS-OR-NAME | "service" NAME
//          | "process" NAME | "state" STATE | "tcp" | "udp" | "sctp" | "dccp" | "ipv4" | "ipv6"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "capture/conversation.h"
#include "capture/facts.h"
#include "model/ip_address.h"

namespace minato::capture {

/// One conversation with what is known about it.
struct FilterSubject {
  const Conversation& conversation;
  const Facts* facts = nullptr;
  std::string_view service{};  ///< as it is shown
  std::string_view client_name{};
  std::string_view server_name{};
  std::string_view client_process{};
  std::string_view server_process{};
};

class ConversationFilter {
 public:
  /// No words: everything passes. Errors: input, the wrong word marked.
  [[nodiscard]] static base::Result<ConversationFilter> parse(
      const std::vector<std::string>& words);

  [[nodiscard]] bool passes(const FilterSubject& subject) const;
  [[nodiscard]] bool empty() const { return nodes_.empty(); }

 private:
  enum class Kind : std::uint8_t {
    all_of,
    any_of,
    none_of,
    port,
    prefix,
    name,
    service,
    process,
    state,
    retransmitting,
    carrier,
    family,
  };
  struct Node {
    Kind kind = Kind::all_of;
    std::vector<std::size_t> parts{};
    std::vector<std::pair<std::uint16_t, std::uint16_t>> ports{};
    model::Prefix prefix{};
    std::string text{};
    std::uint8_t number = 0;  ///< of a state, carrier or family
  };
  class Parser;

  [[nodiscard]] bool holds(std::size_t at, const FilterSubject& subject) const;

  std::vector<Node> nodes_{};
  std::size_t root_ = 0;
};

}  // namespace minato::capture
