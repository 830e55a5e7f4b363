// The handshake, and what proxies are called.
#include "check/proxy_door.h"

#include "base/strings.h"

namespace minato::check {

ProxyDoor::ProxyDoor(sys::Connection& connection, const Proxy& proxy, const Target& target,
                     Done done)
    : machine_(proxy.kind, target.host, target.port.number), done_(std::move(done)) {
  connection.hand_to(*this);
  machine_.start(outbox_);
  obey(connection);
}

void ProxyDoor::on_bytes(sys::Connection& connection, base::Bytes received) {
  machine_.on_bytes(received, outbox_);
  obey(connection);
}

void ProxyDoor::on_end(sys::Connection& /*connection*/, const sys::DialEnd& end) {
  const bool silent = end.outcome == sys::DialOutcome::timed_out;
  done_(nullptr, silent ? "silence" : "closed");
}

void ProxyDoor::obey(sys::Connection& connection) {
  connection.send(outbox_.bytes());
  outbox_.clear();
  if (!outbox_.ended()) return;
  std::string words(machine_.facts().text("proxy.answer"));
  if (words.empty() && outbox_.malformed()) words = outbox_.malformed()->rule;
  if (outbox_.wish() == talk::Outbox::Wish::finished) return done_(&connection, std::move(words));
  connection.close();
  done_(nullptr, std::move(words));
}

base::Result<Proxy> parse_proxy(std::string_view text) {
  Proxy proxy{.text = std::string(text)};
  const auto wrong = [&] {
    return base::fail(base::input_error("error.check.proxy", {proxy.text},
                                        {proxy.text, 0, proxy.text.size(), ""}));
  };
  std::string_view rest = text;
  if (rest.starts_with("socks5://") || rest.starts_with("socks5h://")) {
    rest.remove_prefix(rest.find("://") + 3);
  } else if (rest.starts_with("http://")) {
    proxy.kind = talk::ProxyKind::http;
    proxy.port = 8080;
    rest.remove_prefix(7);
  } else {
    return wrong();
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && !rest.ends_with(']')) {
    const auto port = base::parse_number<std::uint16_t>(rest.substr(colon + 1));
    if (!port || *port == 0) return wrong();
    proxy.port = *port;
    rest = rest.substr(0, colon);
  }
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  if (rest.empty() || rest.find_first_of("@/ ") != std::string_view::npos) return wrong();
  proxy.host = base::to_lower(rest);
  return proxy;
}

}  // namespace minato::check
