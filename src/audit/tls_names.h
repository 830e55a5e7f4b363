// Names of TLS: cipher suites, groups, versions (IANA's registries).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minato::audit {

struct TlsCipher {
  std::uint16_t number;
  std::string_view name;
};

/// All that are asked for, TLS 1.3's too. Without PSK and SRP: those need a secret.
[[nodiscard]] std::span<const TlsCipher> tls_ciphers();
/// "TLS_RSA_WITH_RC4_128_SHA"; "0x1234" for one that is not known.
[[nodiscard]] std::string tls_cipher_name(std::uint16_t number);
[[nodiscard]] std::string tls_group_name(std::uint16_t number);
[[nodiscard]] std::vector<std::uint16_t> tls_group_numbers();
/// "TLSv1.2"; "?" for one that is not known.
[[nodiscard]] std::string_view tls_version_name(std::uint16_t version);

}  // namespace minato::audit
