// First bytes as the protocols' documents give them.
#include "check/protocol_guess.h"

#include <array>

#include "base/strings.h"

namespace minato::check {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0x100U;
}

/// A TLS record: handshake or alert, version 3.x (RFC 8446 section 5.1).
bool is_tls_record(std::string_view bytes) {
  const unsigned kind = byte_at(bytes, 0);
  return (kind == 21 || kind == 22) && byte_at(bytes, 1) == 3 && byte_at(bytes, 2) <= 4;
}

/// The greeting of MySQL: length, number 0, protocol version 10; or an error packet.
bool is_mysql(std::string_view bytes) {
  const unsigned length = byte_at(bytes, 0) | byte_at(bytes, 1) << 8;
  if (bytes.size() < 6 || byte_at(bytes, 2) != 0 || byte_at(bytes, 3) != 0) return false;
  return length > 5 && length < 512 && (byte_at(bytes, 4) == 10 || byte_at(bytes, 4) == 0xff);
}

std::string_view greeting_of_220(std::string_view bytes) {
  const std::string lower = base::to_lower(bytes);
  if (contains(lower, "ftp")) return "ftp";
  return contains(lower, "smtp") || contains(lower, "mail") ? "smtp" : "";
}

}  // namespace

std::string_view guess_protocol(std::string_view first_bytes) {
  struct Beginning {
    std::string_view bytes;
    std::string_view name;
  };
  static constexpr auto kBeginnings = std::to_array<Beginning>({
      {"SSH-", "ssh"},        {"HTTP/", "http"},          {"+OK", "pop3"},
      {"* OK", "imap"},       {"* PREAUTH", "imap"},      {"RFB ", "vnc"},
      {"-ERR", "redis"},      {"-NOAUTH", "redis"},       {"+PONG", "redis"},
      {"$", "redis"},         {"ERROR\r\n", "memcached"}, {"AMQP", "amqp"},
      {"INFO {", "nats"},     {"@RSYNCD:", "rsync"},      {"<?xml", "xmpp"},
      {"\xff\xfd", "telnet"}, {"\xff\xfb", "telnet"},     {"\xff\xfe", "telnet"},
      {"SIP/", "sip"},        {"<!DOCTYPE", "http"},      {"<html", "http"},
      {"RTSP/", "rtsp"},
  });
  if (is_tls_record(first_bytes)) return "tls";
  for (const Beginning& beginning : kBeginnings) {
    if (first_bytes.starts_with(beginning.bytes)) return beginning.name;
  }
  if (first_bytes.starts_with("220")) return greeting_of_220(first_bytes);
  return is_mysql(first_bytes) ? "mysql" : "";
}

bool wants_tls(std::string_view answer) {
  if (is_tls_record(answer)) return true;
  if (!answer.starts_with("HTTP/1.") || !contains(answer.substr(0, 16), " 400")) return false;
  const std::string lower = base::to_lower(answer);
  return (contains(lower, "plain http") || contains(lower, "speaking plain") ||
          contains(lower, "http request to an https")) &&
         (contains(lower, "https") || contains(lower, "ssl"));
}

}  // namespace minato::check
