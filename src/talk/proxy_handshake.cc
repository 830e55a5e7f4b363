// Facts: proxy.answer, the proxy's own words.
#include "talk/proxy_handshake.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "model/ip_address.h"

namespace minato::talk {
namespace {

constexpr std::uint8_t kSocks5 = 5;
constexpr std::size_t kMostHeaderBytes = 16384;

std::string_view socks_words(std::uint8_t reply) {
  static constexpr std::array<std::string_view, 9> kWords = {
      "succeeded",           "general failure",       "not allowed by the ruleset",
      "network unreachable", "host unreachable",      "connection refused",
      "TTL expired",         "command not supported", "address type not supported"};
  return reply < kWords.size() ? kWords[reply] : "unknown reply";
}

}  // namespace

void ProxyHandshake::start(Outbox& out) {
  if (kind_ == ProxyKind::socks5) {
    constexpr std::array<std::uint8_t, 3> kNoPassword = {kSocks5, 1, 0};
    out.send(kNoPassword);
    return;
  }
  const std::string host = host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
  const std::string where = fmt::format("{}:{}", host, port_);
  out.send("CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\n\r\n");
  state_ = State::connect;
}

void ProxyHandshake::on_bytes(base::Bytes received, Outbox& out) {
  waiting_.insert(waiting_.end(), received.begin(), received.end());
  if (state_ == State::connect) return take_http(out);
  take_socks(out);
}

void ProxyHandshake::on_closed(Closing /*how*/, Outbox& out) {
  facts_.add("proxy.answer", "closed");
  out.fail({0, "proxy-ended-early"});
}

void ProxyHandshake::take_socks(Outbox& out) {
  base::ByteReader reader(waiting_);
  const std::uint8_t version = reader.u8();
  if (reader.failed()) return;
  if (version != kSocks5) return out.fail({0, "socks-version"});
  const std::uint8_t answer = reader.u8();
  if (reader.failed()) return;
  if (state_ == State::method) {
    if (answer != 0) {
      facts_.add("proxy.answer", "wants a password");
      return out.fail({1, "socks-method"});
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + 2);
    state_ = State::reply;
    return send_request(out);
  }
  reader.skip(1);
  const std::uint8_t kind = reader.u8();
  if (reader.failed()) return;
  reader.skip(kind == 1 ? 4 : kind == 4 ? 16 : reader.u8());
  reader.skip(2);
  if (reader.failed()) return;
  facts_.add("proxy.answer", socks_words(answer));
  if (answer != 0) return out.fail({1, "socks-reply"});
  out.finish();
}

void ProxyHandshake::send_request(Outbox& out) {
  std::array<std::uint8_t, 300> bytes{};
  base::ByteWriter writer(bytes);
  writer.u8(kSocks5);
  writer.u8(1);  // CONNECT
  writer.u8(0);
  if (const auto address = model::IpAddress::parse(host_)) {
    writer.u8(address->is_v4() ? 1 : 4);
    writer.bytes(address->bytes());
  } else {
    const std::string_view name = std::string_view(host_).substr(0, 255);
    writer.u8(3);
    writer.u8(static_cast<std::uint8_t>(name.size()));
    writer.bytes(base::as_bytes(name));
  }
  writer.u16(port_);
  out.send(writer.written());
}

void ProxyHandshake::take_http(Outbox& out) {
  const std::string_view text = base::as_text(waiting_);
  const std::size_t end = text.find("\r\n\r\n");
  const std::string_view line = text.substr(0, text.find("\r\n"));
  const std::string_view expected("HTTP/1.");
  const std::size_t seen = std::min(text.size(), expected.size());
  if (text.substr(0, seen) != expected.substr(0, seen) || text.size() > kMostHeaderBytes) {
    return out.fail({0, "proxy-status-line"});
  }
  if (end == std::string_view::npos) return;
  facts_.add("proxy.answer", line.substr(std::min<std::size_t>(9, line.size())));
  const auto status = line.size() > 12 ? base::parse_number<int>(line.substr(9, 3)) : std::nullopt;
  if (!status || *status / 100 != 2) return out.fail({9, "proxy-status"});
  out.finish();
}

}  // namespace minato::talk
