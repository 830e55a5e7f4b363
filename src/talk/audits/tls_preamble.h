// What a client says in plain text until TLS begins, for each protocol that has it (STARTTLS of
// RFC 3207, 4217, 2595, 4511, 6120; SSLRequest of PostgreSQL and MySQL; X.224 of RDP; NATS' INFO).
#pragma once

#include <string>

#include "talk/audits/tls_hello.h"

namespace minato::talk {

/// Part of a machine: start() once, then on_bytes() until done() or refused().
class PreambleTalk {
 public:
  explicit PreambleTalk(TlsPreamble kind) : kind_(kind) {}

  void start(Outbox& out);
  void on_bytes(base::Bytes received, Outbox& out);
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  void lines(std::string_view first, std::string_view second, Outbox& out);
  void mysql(Outbox& out);
  void binary(Outbox& out);

  TlsPreamble kind_;
  int stage_ = 0;
  std::string heard_{};
  bool done_ = false;
  bool refused_ = false;
};

}  // namespace minato::talk
