// Asking a proxy for a connection to somewhere else: SOCKS 5 without a password (RFC 1928), or HTTP
// CONNECT (RFC 9110 section 9.3.6). When it finishes, what follows on the connection is the target.
#pragma once

#include "talk/machine.h"

namespace minato::talk {

enum class ProxyKind : std::uint8_t { socks5, http };

class ProxyHandshake final : public Machine {
 public:
  /// host: a name or an address; the proxy resolves names.
  ProxyHandshake(ProxyKind kind, std::string host, std::uint16_t port)
      : kind_(kind), host_(std::move(host)), port_(port) {}

  void start(Outbox& out) override;
  void on_bytes(base::Bytes received, Outbox& out) override;
  void on_closed(Closing how, Outbox& out) override;

 private:
  enum class State : std::uint8_t { method, reply, connect };

  void take_socks(Outbox& out);
  void send_request(Outbox& out);
  void take_http(Outbox& out);

  ProxyKind kind_;
  std::string host_;
  std::uint16_t port_;
  State state_ = State::method;
  std::vector<std::uint8_t> waiting_{};
};

}  // namespace minato::talk
