// One conversation of one protocol as a state machine without I/O: bytes in, bytes to send, facts
// learned. The same machine runs over TCP, TLS, UDP (one call a datagram), a recorded capture and
// under a fuzzer. Memory stays bounded whatever the peer sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "talk/facts.h"

namespace minato::talk {

/// How the other side's part came to its end.
enum class Closing : std::uint8_t {
  closed,     ///< an orderly end
  reset,      ///< torn down
  timed_out,  ///< still there, but silent for as long as anybody waits
  too_much,   ///< it sent more than anybody reads
};

enum class StartTls : std::uint8_t { never, when_offered };

/// What a machine may need to know about whom it talks to, and how far it goes.
struct MachineOptions {
  std::string host{};  ///< the name or address that was asked for; "" when there is none
  std::uint16_t port = 0;
  StartTls starttls = StartTls::when_offered;
  std::string method = "GET";               ///< HTTP: GET or HEAD
  std::string path = "/";                   ///< HTTP: what is asked for
  std::string question{};                   ///< DNS: the name asked for, "" for the root
  std::uint16_t question_type = 0;          ///< DNS: the record type, 0 for the machine's choice
  std::uint16_t transaction = 0x6d6e;       ///< DNS: the number of the question; random is safer
  std::string own_name = "minato.invalid";  ///< what we call ourselves (EHLO)
};

/// Collects what a machine wants to happen next. The caller empties it after each call.
class Outbox {
 public:
  enum class Wish : std::uint8_t { more, tls, finished, failed };

  void send(base::Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void send(std::string_view text) { send(base::as_bytes(text)); }
  /// TLS was agreed (STARTTLS): the caller does the handshake, then calls on_secured().
  void want_tls() { wish_ = Wish::tls; }
  /// Everything is learned: the caller sends what is left and closes.
  void finish() { wish_ = Wish::finished; }
  /// The peer's bytes are not this protocol. What was learned so far stays.
  void fail(base::Malformed malformed) {
    wish_ = Wish::failed;
    malformed_ = malformed;
  }

  [[nodiscard]] Wish wish() const { return wish_; }
  /// Whether the machine wants no more bytes in this state of the connection.
  [[nodiscard]] bool ended() const { return wish_ == Wish::finished || wish_ == Wish::failed; }
  [[nodiscard]] const std::optional<base::Malformed>& malformed() const { return malformed_; }
  /// Valid until the next send() or clear().
  [[nodiscard]] base::Bytes bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }
  /// The caller took the wish for TLS up.
  void tls_begun() { wish_ = Wish::more; }

 private:
  std::vector<std::uint8_t> bytes_{};
  Wish wish_ = Wish::more;
  std::optional<base::Malformed> malformed_{};
};

/// Calls come in this order: start, then any of on_bytes and on_secured, at most one on_closed;
/// none after finish() or fail(). Not thread-safe.
class Machine {
 public:
  Machine() = default;
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  virtual ~Machine() = default;

  /// The connection is open (and secured, where TLS comes first).
  virtual void start(Outbox& out) = 0;
  /// received: the next bytes of the stream, or one datagram. In pieces of any size.
  virtual void on_bytes(base::Bytes received, Outbox& out) = 0;
  /// The TLS that was wanted stands. Bytes from now on are those inside.
  virtual void on_secured(Outbox& out);
  virtual void on_closed(Closing how, Outbox& out);
  /// Datagrams: whether the answer comes from another port of the peer (TFTP).
  [[nodiscard]] virtual bool answers_from_other_port() const { return false; }

  [[nodiscard]] const Facts& facts() const { return facts_; }

 protected:
  Facts facts_{};  // NOLINT(readability-identifier-naming): each machine writes it
};

}  // namespace minato::talk
