// One table of readers: each takes what it understands, the first that does wins.
#include "capture/application/application.h"

#include <algorithm>
#include <array>

#include "capture/application/dns.h"
#include "capture/application/greeting.h"
#include "capture/application/http.h"
#include "capture/application/quic.h"
#include "capture/application/tls.h"

namespace minato::capture {
namespace {

/// How a reader ended.
enum class Progress : std::uint8_t {
  other,  ///< not its protocol
  more,   ///< its protocol, but the rest is missing
  done,
};

struct Task {
  const Speaker& speaker;
  base::Bytes head{};
  Facts& facts;
  HostNames& names;
};

void set_unless_empty(std::string& place, const std::string& value) {
  if (!value.empty()) place = value;
}

Progress take_http(Task& task) {
  Facts& facts = task.facts;
  if (const auto request = read_http_request(task.head)) {
    facts.service = "http";
    if (!request->target.empty()) facts.request = request->method + " " + request->target;
    set_unless_empty(facts.version, request->version);
    set_unless_empty(facts.server_name, request->host);
    set_unless_empty(facts.method, request->sign_in);
    return request->whole ? Progress::done : Progress::more;
  }
  if (const auto response = read_http_response(task.head)) {
    facts.service = "http";
    set_unless_empty(facts.version, response->version);
    set_unless_empty(facts.response, response->status);
    set_unless_empty(facts.product, response->server);
    return response->whole ? Progress::done : Progress::more;
  }
  return may_become_http(task.head) ? Progress::more : Progress::other;
}

Progress take_tls(Task& task) {
  constexpr std::uint8_t kHandshake = 22;
  if (task.head.size() < 5) {
    return !task.head.empty() && task.head[0] == kHandshake ? Progress::more : Progress::other;
  }
  const auto hello = read_tls_hello(task.head);
  if (!hello) {
    const auto record = read_tls_record(task.head);
    if (!record) return Progress::other;
    task.facts.tunnel = "tls";
    return Progress::done;
  }
  Facts& facts = task.facts;
  facts.tunnel = "tls";
  set_unless_empty(facts.server_name, hello->server_name);
  set_unless_empty(facts.ja4, hello->ja4);
  const bool server = hello->kind == TlsHello::Kind::server;
  if (server || facts.alpn.empty()) set_unless_empty(facts.alpn, hello->alpn);
  if ((server || facts.version.empty()) && hello->version != 0) {
    facts.version = tls_version_text(hello->version);
  }
  if (facts.alpn == "h2" || facts.alpn.starts_with("http/")) facts.service = "http";
  return hello->whole ? Progress::done : Progress::more;
}

Progress take_greeting(Task& task) {
  const auto greeting = read_greeting(task.speaker.server_port, task.head);
  if (greeting) {
    task.facts.service = greeting->service;
    // A client's SSH version tells nothing about the service.
    if (!task.speaker.from_client) set_unless_empty(task.facts.product, greeting->text);
    return Progress::done;
  }
  if (task.speaker.from_client) {
    const auto word = read_sign_in(task.head);
    if (!word) return Progress::other;
    task.facts.method = *word;
    return Progress::done;
  }
  return Progress::other;
}

Progress take_dns(Task& task) {
  const auto message = read_dns(task.head);
  if (!message) return Progress::other;
  Facts& facts = task.facts;
  facts.service = "domain";
  const std::string question =
      dns_type_text(message->type) + " " + (message->question.empty() ? "." : message->question);
  if (facts.request.empty() && message->type != 0) facts.request = question;
  if (!message->response) return Progress::done;
  facts.response = dns_code_text(message->code);
  for (const model::IpAddress& address : message->addresses) {
    if (&address == &message->addresses.front()) facts.response = to_text(address);
    task.names.add(address, message->question);
  }
  return Progress::done;
}

bool is_dns_port(std::uint16_t port) { return port == 53 || port == 5353 || port == 5355; }

/// Over TCP each message has its length in front (RFC 1035 section 4.2.2).
Progress take_dns_stream(Task& task) {
  if (!is_dns_port(task.speaker.server_port)) return Progress::other;
  if (task.head.size() < 2) return Progress::more;
  const std::size_t length = base::ByteReader(task.head).u16();
  if (task.head.size() < 2 + length) return Progress::more;
  Task inner{task.speaker, task.head.subspan(2, length), task.facts, task.names};
  return take_dns(inner);
}

Progress take_dns_datagram(Task& task) {
  return is_dns_port(task.speaker.server_port) ? take_dns(task) : Progress::other;
}

Progress take_quic(Task& task) {
  const auto version = read_quic_version(task.head);
  if (!version) return Progress::other;
  task.facts.tunnel = "quic";
  task.facts.version = quic_version_text(*version);
  if (task.speaker.server_port == 443 || task.speaker.server_port == 80) {
    task.facts.service = "http";
  }
  return Progress::done;
}

using Reader = Progress (*)(Task&);
constexpr std::array<Reader, 4> kStreamReaders = {take_tls, take_http, take_greeting,
                                                  take_dns_stream};
constexpr std::array<Reader, 2> kDatagramReaders = {take_dns_datagram, take_quic};

/// A first line may still come: short text without an end.
bool may_become_line(base::Bytes head) {
  constexpr std::size_t kLongestLine = 512;
  if (head.size() >= kLongestLine) return false;
  return std::ranges::all_of(head, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; });
}

Progress run(std::span<const Reader> readers, Task task) {
  for (const Reader reader : readers) {
    const Progress progress = reader(task);
    if (progress != Progress::other) return progress;
  }
  return Progress::other;
}

}  // namespace

bool read_quic_hello(base::Bytes handshake, Facts& facts) {
  const auto hello = read_handshake_hello(HelloCarrier::quic, handshake);
  if (!hello) return false;
  set_unless_empty(facts.server_name, hello->server_name);
  set_unless_empty(facts.alpn, hello->alpn);
  set_unless_empty(facts.ja4, hello->ja4);
  if (facts.alpn == "h3" || facts.alpn.starts_with("h3-")) facts.service = "http";
  return hello->whole;
}

bool read_stream_head(const Speaker& speaker, base::Bytes head, Facts& facts, HostNames& names) {
  const Progress progress = run(kStreamReaders, {speaker, head, facts, names});
  if (progress == Progress::other) return !may_become_line(head);
  return progress == Progress::done;
}

bool read_datagram(const Speaker& speaker, base::Bytes payload, Facts& facts, HostNames& names) {
  return run(kDatagramReaders, {speaker, payload, facts, names}) == Progress::done;
}

}  // namespace minato::capture
