// One TLS session of a client over memory: encrypted bytes in and out, plain bytes in and out, no
// socket (OpenSSL with memory BIOs). The peer's certificate never ends it: what is wrong with it is
// a fact, judged by talk/certificate_judgement.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "talk/facts.h"

namespace minato::talk {

/// Versions as they are on the wire (RFC 8446 section 4.1.2).
enum class TlsVersion : std::uint16_t {
  tls1_0 = 0x0301,
  tls1_1 = 0x0302,
  tls1_2 = 0x0303,
  tls1_3 = 0x0304,
};

struct TlsOptions {
  std::string server_name{};        ///< SNI; "" or an address sends none
  std::vector<std::string> alpn{};  ///< most wanted first; empty sends none
  TlsVersion lowest = TlsVersion::tls1_2;
  TlsVersion highest = TlsVersion::tls1_3;
  /// OpenSSL's words for the ciphers up to TLS 1.2; "" for its own choice.
  std::string ciphers{};
  /// Old and weak algorithms too: only for audits.
  bool weak_allowed = false;
  /// The server is asked for the proof that its certificate is valid (OCSP stapling).
  bool staple_wanted = false;
};

/// Why a handshake failed, or an open session broke.
struct TlsFailure {
  std::string reason{};  ///< OpenSSL's words
  int alert = -1;        ///< number of the alert that the peer sent (RFC 8446 section 6), -1: none
  bool not_tls = false;  ///< the peer's first bytes are no TLS record
};

class TlsSession {
 public:
  enum class State : std::uint8_t { handshaking, open, closed, failed };

  /// Errors: local, when the library refuses the options.
  [[nodiscard]] static base::Result<std::unique_ptr<TlsSession>> create(const TlsOptions& options);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  /// Begins the handshake: the ClientHello lies in outgoing().
  void start();
  /// Bytes of the network. What they carry is appended to incoming().
  void receive(base::Bytes encrypted);
  /// Plain bytes to send once the session is open.
  void send(base::Bytes plain);
  /// Says farewell (close_notify).
  void close();

  /// To be sent to the network; empties it.
  [[nodiscard]] std::vector<std::uint8_t> take_outgoing();
  /// What the peer said inside; empties it.
  [[nodiscard]] std::vector<std::uint8_t> take_incoming();

  [[nodiscard]] State state() const;
  [[nodiscard]] const TlsFailure& failure() const;

  /// Adds tls.version, tls.cipher, tls.alpn, tls.group, tls.certificate (DER, the server's own
  /// first), tls.resumed …: once open.
  void describe(Facts& facts) const;
  /// The chain as the server sent it, DER, its own certificate first.
  [[nodiscard]] std::vector<std::vector<std::uint8_t>> chain() const;
  /// The stapled OCSP answer as the server sent it, for talk/ocsp.h; empty when it sent none.
  [[nodiscard]] std::vector<std::uint8_t> staple() const;

 private:
  struct Parts;
  explicit TlsSession(std::unique_ptr<Parts> parts);
  void advance();
  void drain_plain();
  void fail_with(int ssl_error);
  std::unique_ptr<Parts> parts_;
};

/// "TLSv1.3".
[[nodiscard]] std::string_view to_text(TlsVersion version);

}  // namespace minato::talk
