// One question of the TLS enumeration: our own ClientHello (RFC 8446 section 4.1.2, RFC 5246
// section 7.4.1.2) with exactly these versions, ciphers and groups, and what the server says to it.
// Ends at the ServerHelloDone, the first encrypted record, or an alert: no key is ever computed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "talk/machine.h"

namespace minato::talk {

/// What is said before TLS begins.
enum class TlsPreamble : std::uint8_t {
  none,
  smtp,
  ftp,
  imap,
  pop3,
  ldap,
  postgresql,
  mysql,
  xmpp,
  rdp,
  nats,
};

struct HelloOptions {
  std::uint16_t version = 0x0303;  ///< 0x0300 SSLv3 … 0x0304 TLSv1.3: the only one offered
  std::vector<std::uint16_t> ciphers{};
  std::vector<std::uint16_t> groups{};
  std::string server_name{};
  bool compression = false;  ///< offers DEFLATE (CRIME)
  bool fallback = false;     ///< TLS_FALLBACK_SCSV (RFC 7507)
  TlsPreamble preamble = TlsPreamble::none;
};

/// Facts: hello.version, hello.cipher, hello.group (numbers); hello.alert; hello.compression,
/// hello.secure-renegotiation, hello.extended-master-secret, hello.certificate (DER, many),
/// hello.dh-bits, hello.ticket, hello.ocsp.
[[nodiscard]] std::unique_ptr<Machine> make_tls_hello(HelloOptions options);

/// The bytes of the ClientHello record.
[[nodiscard]] std::vector<std::uint8_t> client_hello(const HelloOptions& options);

}  // namespace minato::talk
