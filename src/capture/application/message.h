// One payload in words: what the application says in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "capture/application/application.h"

namespace minato::capture {

enum class MessageKind : std::uint8_t {
  http_request,
  http_response,
  tls_client_hello,
  tls_server_hello,
  tls_handshake,
  tls_change_cipher,
  tls_alert,
  tls_data,
  dns_question,
  dns_answer,
  quic,
  text_line,  ///< a first line of readable text
};
/// The key of its sentence: "http-request".
[[nodiscard]] std::string_view to_text(MessageKind kind);

/// Whether the payload is a message of its own or a piece of a stream.
enum class Delivery : std::uint8_t { stream, datagram };

struct Message {
  MessageKind kind = MessageKind::text_line;
  std::string detail{};  ///< hostile; secrets are left out
};

/// What a payload says; nothing for bytes that nobody understands here.
[[nodiscard]] std::optional<Message> message_of(const Speaker& speaker, Delivery delivery,
                                                base::Bytes payload);

}  // namespace minato::capture
