// IANA's names of cipher suites that servers are seen to accept, groups and versions.
#include "audit/tls_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace minato::audit {
namespace {

constexpr std::array kCiphers = {
    TlsCipher{0x0001, "TLS_RSA_WITH_NULL_MD5"},
    TlsCipher{0x0002, "TLS_RSA_WITH_NULL_SHA"},
    TlsCipher{0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
    TlsCipher{0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
    TlsCipher{0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
    TlsCipher{0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"},
    TlsCipher{0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA"},
    TlsCipher{0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    TlsCipher{0x0009, "TLS_RSA_WITH_DES_CBC_SHA"},
    TlsCipher{0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0x0011, "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA"},
    TlsCipher{0x0012, "TLS_DHE_DSS_WITH_DES_CBC_SHA"},
    TlsCipher{0x0013, "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    TlsCipher{0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"},
    TlsCipher{0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0x0017, "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5"},
    TlsCipher{0x0018, "TLS_DH_anon_WITH_RC4_128_MD5"},
    TlsCipher{0x0019, "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA"},
    TlsCipher{0x001a, "TLS_DH_anon_WITH_DES_CBC_SHA"},
    TlsCipher{0x001b, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"},
    TlsCipher{0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA"},
    TlsCipher{0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},
    TlsCipher{0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA"},
    TlsCipher{0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"},
    TlsCipher{0x0038, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA"},
    TlsCipher{0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"},
    TlsCipher{0x003a, "TLS_DH_anon_WITH_AES_256_CBC_SHA"},
    TlsCipher{0x003b, "TLS_RSA_WITH_NULL_SHA256"},
    TlsCipher{0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256"},
    TlsCipher{0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256"},
    TlsCipher{0x0040, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256"},
    TlsCipher{0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"},
    TlsCipher{0x0044, "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA"},
    TlsCipher{0x0045, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA"},
    TlsCipher{0x0046, "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA"},
    TlsCipher{0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA"},
    TlsCipher{0x0064, "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA"},
    TlsCipher{0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"},
    TlsCipher{0x006a, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256"},
    TlsCipher{0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"},
    TlsCipher{0x006c, "TLS_DH_anon_WITH_AES_128_CBC_SHA256"},
    TlsCipher{0x006d, "TLS_DH_anon_WITH_AES_256_CBC_SHA256"},
    TlsCipher{0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"},
    TlsCipher{0x0087, "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA"},
    TlsCipher{0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA"},
    TlsCipher{0x0089, "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA"},
    TlsCipher{0x0096, "TLS_RSA_WITH_SEED_CBC_SHA"},
    TlsCipher{0x0099, "TLS_DHE_DSS_WITH_SEED_CBC_SHA"},
    TlsCipher{0x009a, "TLS_DHE_RSA_WITH_SEED_CBC_SHA"},
    TlsCipher{0x009b, "TLS_DH_anon_WITH_SEED_CBC_SHA"},
    TlsCipher{0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"},
    TlsCipher{0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"},
    TlsCipher{0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
    TlsCipher{0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
    TlsCipher{0x00a2, "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256"},
    TlsCipher{0x00a3, "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384"},
    TlsCipher{0x00a6, "TLS_DH_anon_WITH_AES_128_GCM_SHA256"},
    TlsCipher{0x00a7, "TLS_DH_anon_WITH_AES_256_GCM_SHA384"},
    TlsCipher{0x00ba, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
    TlsCipher{0x00bd, "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256"},
    TlsCipher{0x00be, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
    TlsCipher{0x00bf, "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256"},
    TlsCipher{0x00c0, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256"},
    TlsCipher{0x00c3, "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256"},
    TlsCipher{0x00c4, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256"},
    TlsCipher{0x00c5, "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256"},
    TlsCipher{0x1301, "TLS_AES_128_GCM_SHA256"},
    TlsCipher{0x1302, "TLS_AES_256_GCM_SHA384"},
    TlsCipher{0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
    TlsCipher{0x1304, "TLS_AES_128_CCM_SHA256"},
    TlsCipher{0x1305, "TLS_AES_128_CCM_8_SHA256"},
    TlsCipher{0xc002, "TLS_ECDH_ECDSA_WITH_RC4_128_SHA"},
    TlsCipher{0xc004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA"},
    TlsCipher{0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA"},
    TlsCipher{0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
    TlsCipher{0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"},
    TlsCipher{0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"},
    TlsCipher{0xc00c, "TLS_ECDH_RSA_WITH_RC4_128_SHA"},
    TlsCipher{0xc00e, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA"},
    TlsCipher{0xc00f, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA"},
    TlsCipher{0xc010, "TLS_ECDHE_RSA_WITH_NULL_SHA"},
    TlsCipher{0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"},
    TlsCipher{0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
    TlsCipher{0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
    TlsCipher{0xc015, "TLS_ECDH_anon_WITH_NULL_SHA"},
    TlsCipher{0xc016, "TLS_ECDH_anon_WITH_RC4_128_SHA"},
    TlsCipher{0xc017, "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA"},
    TlsCipher{0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"},
    TlsCipher{0xc019, "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"},
    TlsCipher{0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
    TlsCipher{0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"},
    TlsCipher{0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"},
    TlsCipher{0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"},
    TlsCipher{0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    TlsCipher{0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    TlsCipher{0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    TlsCipher{0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
    TlsCipher{0xc050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256"},
    TlsCipher{0xc051, "TLS_RSA_WITH_ARIA_256_GCM_SHA384"},
    TlsCipher{0xc052, "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256"},
    TlsCipher{0xc053, "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384"},
    TlsCipher{0xc056, "TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256"},
    TlsCipher{0xc057, "TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384"},
    TlsCipher{0xc05c, "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"},
    TlsCipher{0xc05d, "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384"},
    TlsCipher{0xc060, "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256"},
    TlsCipher{0xc061, "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"},
    TlsCipher{0xc072, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256"},
    TlsCipher{0xc073, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384"},
    TlsCipher{0xc076, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
    TlsCipher{0xc077, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384"},
    TlsCipher{0xc09c, "TLS_RSA_WITH_AES_128_CCM"},
    TlsCipher{0xc09d, "TLS_RSA_WITH_AES_256_CCM"},
    TlsCipher{0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM"},
    TlsCipher{0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM"},
    TlsCipher{0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8"},
    TlsCipher{0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8"},
    TlsCipher{0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8"},
    TlsCipher{0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8"},
    TlsCipher{0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"},
    TlsCipher{0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"},
    TlsCipher{0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"},
    TlsCipher{0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"},
    TlsCipher{0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    TlsCipher{0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    TlsCipher{0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
};

struct Group {
  std::uint16_t number;
  std::string_view name;
};
constexpr std::array kGroups = {
    Group{0x11ec, "X25519MLKEM768"},
    Group{0x11eb, "SecP256r1MLKEM768"},
    Group{0x6399, "X25519Kyber768Draft00"},
    Group{0x001d, "x25519"},
    Group{0x0017, "secp256r1"},
    Group{0x0018, "secp384r1"},
    Group{0x0019, "secp521r1"},
    Group{0x001e, "x448"},
    Group{0x0013, "secp192r1"},
    Group{0x0015, "secp224r1"},
    Group{0x0016, "secp256k1"},
    Group{0x001a, "brainpoolP256r1"},
    Group{0x001b, "brainpoolP384r1"},
    Group{0x001c, "brainpoolP512r1"},
    Group{0x0100, "ffdhe2048"},
    Group{0x0101, "ffdhe3072"},
    Group{0x0102, "ffdhe4096"},
    Group{0x0103, "ffdhe6144"},
    Group{0x0104, "ffdhe8192"},
};

}  // namespace

std::span<const TlsCipher> tls_ciphers() { return kCiphers; }

std::string tls_cipher_name(std::uint16_t number) {
  const auto at = std::ranges::find(kCiphers, number, &TlsCipher::number);
  return at == kCiphers.end() ? fmt::format("0x{:04x}", number) : std::string(at->name);
}

std::string tls_group_name(std::uint16_t number) {
  const auto at = std::ranges::find(kGroups, number, &Group::number);
  return at == kGroups.end() ? fmt::format("0x{:04x}", number) : std::string(at->name);
}

std::vector<std::uint16_t> tls_group_numbers() {
  std::vector<std::uint16_t> numbers;
  for (const Group& group : kGroups) numbers.push_back(group.number);
  return numbers;
}

std::string_view tls_version_name(std::uint16_t version) {
  switch (version) {
    case 0x0300:
      return "SSLv3";
    case 0x0301:
      return "TLSv1.0";
    case 0x0302:
      return "TLSv1.1";
    case 0x0303:
      return "TLSv1.2";
    case 0x0304:
      return "TLSv1.3";
    default:
      return "?";
  }
}

}  // namespace minato::audit
