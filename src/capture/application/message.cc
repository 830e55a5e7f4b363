// The same readers as for the facts of a conversation.
#include "capture/application/message.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "capture/application/dns.h"
#include "capture/application/greeting.h"
#include "capture/application/http.h"
#include "capture/application/quic.h"
#include "capture/application/tls.h"

namespace minato::capture {
namespace {

constexpr std::array<std::string_view, 12> kWords = {
    "http-request", "http-response", "tls-client-hello", "tls-server-hello", "tls-handshake",
    "tls-change",   "tls-alert",     "tls-data",         "dns-question",     "dns-answer",
    "quic",         "text-line"};

constexpr std::size_t kMostLineBytes = 72;

bool is_dns_port(std::uint16_t port) { return port == 53 || port == 5353 || port == 5355; }

std::optional<Message> http_message(base::Bytes payload) {
  if (const auto request = read_http_request(payload); request && !request->target.empty()) {
    return Message{MessageKind::http_request, request->method + " " + request->target};
  }
  if (const auto response = read_http_response(payload); response && !response->status.empty()) {
    std::string detail = response->status;
    if (!response->type.empty()) detail += " (" + response->type + ")";
    return Message{MessageKind::http_response, std::move(detail)};
  }
  return std::nullopt;
}

std::optional<Message> tls_message(base::Bytes payload) {
  if (const auto hello = read_tls_hello(payload)) {
    if (hello->kind == TlsHello::Kind::client) {
      return Message{MessageKind::tls_client_hello, hello->server_name};
    }
    return Message{MessageKind::tls_server_hello, tls_version_text(hello->version)};
  }
  const auto record = read_tls_record(payload);
  if (!record) return std::nullopt;
  switch (record->type) {
    case 20:
      return Message{MessageKind::tls_change_cipher, ""};
    case 21:
      return Message{MessageKind::tls_alert, ""};
    case 22:
      return Message{MessageKind::tls_handshake, ""};
    default:
      return Message{MessageKind::tls_data, ""};
  }
}

std::optional<Message> dns_message(base::Bytes payload) {
  const auto message = read_dns(payload);
  if (!message) return std::nullopt;
  const std::string question = dns_type_text(message->type) + " " + message->question;
  if (!message->response) return Message{MessageKind::dns_question, question};
  std::string answer;
  for (const model::IpAddress& address : message->addresses) {
    answer += (answer.empty() ? "" : ", ") + to_text(address);
  }
  if (answer.empty()) answer = message->other;
  if (answer.empty()) answer = dns_code_text(message->code);
  return Message{MessageKind::dns_answer, std::move(answer)};
}

/// The first line, when all of it can be read; words behind a sign-in are secrets.
std::optional<Message> line_message(base::Bytes payload) {
  std::string_view line = base::as_text(payload);
  const std::size_t end = line.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  line = base::trim(line.substr(0, end));
  if (line.empty() ||
      !std::ranges::all_of(line, [](unsigned char byte) { return byte >= 0x20 && byte != 0x7f; })) {
    return std::nullopt;
  }
  const std::string first = base::to_lower(line.substr(0, line.find(' ')));
  constexpr std::array<std::string_view, 4> kSecret = {"pass", "user", "auth", "apop"};
  if (std::ranges::find(kSecret, first) != kSecret.end() || read_sign_in(payload)) {
    return Message{MessageKind::text_line, std::string(line.substr(0, first.size())) + " …"};
  }
  return Message{MessageKind::text_line, std::string(line.substr(0, kMostLineBytes))};
}

}  // namespace

std::string_view to_text(MessageKind kind) { return kWords[static_cast<std::size_t>(kind)]; }

std::optional<Message> message_of(const Speaker& speaker, Delivery delivery, base::Bytes payload) {
  if (payload.empty()) return std::nullopt;
  if (delivery == Delivery::datagram) {
    if (is_dns_port(speaker.server_port)) return dns_message(payload);
    if (const auto version = read_quic_version(payload)) {
      return Message{MessageKind::quic, quic_version_text(*version)};
    }
    return std::nullopt;
  }
  if (auto message = tls_message(payload)) return message;
  if (auto message = http_message(payload)) return message;
  if (is_dns_port(speaker.server_port) && payload.size() > 2) {
    return dns_message(payload.subspan(2));
  }
  return line_message(payload);
}

}  // namespace minato::capture
