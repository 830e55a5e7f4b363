// The hellos of TLS (RFC 8446 section 4, RFC 5246 section 7.4.1): all that is not encrypted.
//
//   record    = type:u8(22) version:u16 length:u16 handshake
//   handshake = type:u8 length:u24 body                     may be spread over several records
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "capture/application/ja4.h"

namespace minato::capture {

struct TlsHello {
  enum class Kind : std::uint8_t { client, server };
  Kind kind = Kind::client;
  bool whole = false;         ///< all of its bytes were there
  std::string server_name{};  ///< SNI
  std::string alpn{};         ///< chosen by the server; the first one a client offers
  std::uint16_t version = 0;  ///< the highest offered, or the one chosen: 0x0304
  std::uint16_t cipher = 0;   ///< chosen by the server
  std::size_t ciphers = 0;    ///< offered by the client
  std::string ja4{};          ///< fingerprint of a client whose hello is whole
};

/// Nothing when the bytes do not begin a hello.
[[nodiscard]] std::optional<TlsHello> read_tls_hello(base::Bytes head);
/// The same of handshake bytes without records around them, as QUIC carries them.
[[nodiscard]] std::optional<TlsHello> read_handshake_hello(HelloCarrier carrier,
                                                           base::Bytes handshake);
/// "TLS 1.3"; "TLS 0x0a0a" for what nobody defined.
[[nodiscard]] std::string tls_version_text(std::uint16_t version);

/// The first record of a payload, for words in a sequence diagram.
struct TlsRecord {
  std::uint8_t type = 0;       ///< 20 change cipher spec, 21 alert, 22 handshake, 23 data
  std::uint8_t handshake = 0;  ///< its type, or the alert's description
  std::uint16_t length = 0;
};
[[nodiscard]] std::optional<TlsRecord> read_tls_record(base::Bytes payload);

}  // namespace minato::capture
