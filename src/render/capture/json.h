// Conversations and packets of a capture as NDJSON (docs/schema/conversation, packet).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "model/endpoint.h"
#include "model/socket.h"

namespace minato::render {

/// One conversation, gathered from where it lies; owns nothing. Pairs: client first, then server.
struct ConversationView {
  std::uint64_t number = 0;  ///< in the order in which they were first seen, from 1 on
  std::string_view carrier{};
  model::Endpoint client{};
  model::Endpoint server{};
  std::string_view client_name{};  ///< from the capture's own DNS answers
  std::string_view server_name{};
  std::array<std::uint64_t, 2> packets{};
  std::array<std::uint64_t, 2> bytes{};
  std::array<std::uint64_t, 2> payload_bytes{};
  base::Timestamp first{};
  base::Timestamp last{};
  std::string_view state{};
  std::optional<std::uint64_t> handshake_us{};
  /// Of TCP; 0 is left out.
  std::uint64_t retransmissions = 0;
  std::uint64_t out_of_order = 0;
  std::uint64_t zero_windows = 0;
  std::uint64_t duplicate_acks = 0;
  std::uint64_t gaps = 0;
  std::string_view service{};   ///< what is spoken, or what the port stands for
  std::string_view evidence{};  ///< "content" or "port": how the service is known
  std::string_view tunnel{};
  std::string_view product{};
  std::string_view asked_name{};  ///< SNI, Host
  std::string_view alpn{};
  std::string_view ja4{};
  std::string_view version{};
  std::string_view request{};
  std::string_view response{};
  std::string_view sign_in{};
  const model::Process* client_process = nullptr;
  const model::Process* server_process = nullptr;
};
/// {"type":"conversation",…} and a newline, appended.
void append_json(std::string& out, const ConversationView& view);

/// One packet with its headers, field by field.
struct PacketJson {
  struct Field {
    std::string_view name{};
    unsigned bits = 0;
    std::string_view value{};
  };
  struct Layer {
    std::string_view protocol{};
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    bool quoted = false;
    std::string_view checksum{};  ///< "good", "wrong"; "" when it cannot be said
    std::vector<Field> fields{};
  };
  std::uint64_t number = 0;
  base::Timestamp time{};
  std::uint64_t bytes = 0;
  std::uint64_t captured_bytes = 0;
  std::optional<std::uint64_t> conversation{};
  std::string_view comment{};
  std::vector<Layer> layers{};
  base::Bytes payload{};
  std::optional<std::uint64_t> fault_offset{};
  std::string_view fault_rule{};
};
/// {"type":"packet",…} and a newline, appended.
void append_json(std::string& out, const PacketJson& packet);

}  // namespace minato::render
