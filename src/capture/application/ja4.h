// JA4: the fingerprint of a TLS client, from what its ClientHello offers (FoxIO's public
// specification, the BSD-licensed part).
//
//   ja4 = protocol version sni ciphers:2 extensions:2 alpn "_" hash(ciphers) "_" hash(extensions)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace minato::capture {

/// How the hello travelled: the first letter of its fingerprint.
enum class HelloCarrier : char { tcp = 't', quic = 'q' };

/// What a ClientHello offers, in its order and without GREASE (RFC 8701).
struct ClientOffer {
  std::uint16_t version = 0;  ///< the highest offered: 0x0304
  bool server_name = false;
  std::string alpn{};  ///< the first one; "" for none
  std::vector<std::uint16_t> ciphers{};
  std::vector<std::uint16_t> extensions{};
  std::vector<std::uint16_t> signatures{};
};

/// "t13d1516h2_8daaf6152771_e5627efa2ab1"
[[nodiscard]] std::string ja4_text(HelloCarrier carrier, const ClientOffer& offer);

}  // namespace minato::capture
