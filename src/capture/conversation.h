// One conversation between two ends, as far as the packets told.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/flow_key.h"
#include "capture/tcp_tracker.h"

namespace minato::capture {

enum class ConversationState : std::uint8_t {
  unanswered,   ///< TCP: a SYN without answer; others: one side talked
  half_open,    ///< TCP: the handshake stopped before its last step
  established,  ///< TCP: talking; others: both sides talked
  closing,
  closed,
  refused,
  reset,
};
[[nodiscard]] std::string_view to_text(ConversationState state);

/// What one side sent.
struct Sent {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;          ///< of whole frames, as on the wire
  std::uint64_t payload_bytes = 0;  ///< behind the transport header
};

/// How far the first bytes of one side are understood.
enum class HeadState : std::uint8_t { unread, waiting, settled };

inline constexpr std::uint32_t kNoFacts = UINT32_MAX;

struct Conversation {
  FlowKey key{};
  std::int64_t first_ns = 0;
  std::int64_t last_ns = 0;
  Sent sent[2]{};    ///< by Way
  TcpTracker tcp{};  ///< Carrier::tcp only
  std::uint32_t facts = kNoFacts;
  HeadState heads[2]{};         ///< by Way
  Way client = Way::forward;    ///< the way that the client sends
  bool errors_quoted = false;   ///< an ICMP error quoted one of its packets
  std::uint8_t error_type = 0;  ///< of the last ICMP error
  std::uint8_t error_code = 0;

  [[nodiscard]] const Sent& sent_by(Way way) const { return sent[static_cast<std::size_t>(way)]; }
  [[nodiscard]] std::uint64_t packets() const { return sent[0].packets + sent[1].packets; }
  [[nodiscard]] std::uint64_t bytes() const { return sent[0].bytes + sent[1].bytes; }
  [[nodiscard]] model::Endpoint client_end() const {
    return client == Way::forward ? key.low() : key.high();
  }
  [[nodiscard]] model::Endpoint server_end() const {
    return client == Way::forward ? key.high() : key.low();
  }
  [[nodiscard]] std::uint16_t server_port() const {
    return client == Way::forward ? key.high_port : key.low_port;
  }
  [[nodiscard]] ConversationState state() const;
};

/// Which end is the client, by the ports alone: the other end has the port that a service is known
/// for, or the smaller number. first: who sent the first packet; decides between equals.
[[nodiscard]] Way guess_client(const FlowKey& key, Way first);

}  // namespace minato::capture
