// Passing through a proxy: runs the handshake on a connection and hands it back.
#pragma once

#include <functional>
#include <string>

#include "check/checker.h"

namespace minato::check {

class ProxyDoor final : public sys::DialEvents {
 public:
  /// through: null when the proxy did not make the connection; words: what it said.
  using Done = std::function<void(sys::Connection* through, std::string words)>;

  ProxyDoor(sys::Connection& connection, const Proxy& proxy, const Target& target, Done done);

  void on_open(sys::Connection& /*connection*/) override {}
  void on_bytes(sys::Connection& connection, base::Bytes received) override;
  void on_end(sys::Connection& connection, const sys::DialEnd& end) override;

 private:
  void obey(sys::Connection& connection);

  talk::ProxyHandshake machine_;
  talk::Outbox outbox_{};
  Done done_;
};

}  // namespace minato::check
