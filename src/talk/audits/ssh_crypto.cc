// Key exchange, key derivation and the sealing of packets with OpenSSL.
#include "talk/audits/ssh_crypto.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>

#include "talk/byte_builder.h"

namespace minato::talk {
namespace {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* what) const {
    kFree(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Freer<BN_CTX_free>>;

struct Method {
  std::string_view name;
  const char* curve;  // OpenSSL's name; nullptr for a group of RFC 2409/3526
  BIGNUM* (*prime)(BIGNUM*);
  const char* digest;
};

constexpr std::array kMethods = {
    Method{"curve25519-sha256", "X25519", nullptr, "SHA256"},
    Method{"curve25519-sha256@libssh.org", "X25519", nullptr, "SHA256"},
    Method{"ecdh-sha2-nistp256", "P-256", nullptr, "SHA256"},
    Method{"ecdh-sha2-nistp384", "P-384", nullptr, "SHA384"},
    Method{"ecdh-sha2-nistp521", "P-521", nullptr, "SHA512"},
    Method{"diffie-hellman-group14-sha256", nullptr, BN_get_rfc3526_prime_2048, "SHA256"},
    Method{"diffie-hellman-group16-sha512", nullptr, BN_get_rfc3526_prime_4096, "SHA512"},
    Method{"diffie-hellman-group18-sha512", nullptr, BN_get_rfc3526_prime_8192, "SHA512"},
    Method{"diffie-hellman-group14-sha1", nullptr, BN_get_rfc3526_prime_2048, "SHA1"},
    Method{"diffie-hellman-group1-sha1", nullptr, BN_get_rfc2409_prime_1024, "SHA1"},
};

SshBytes number_bytes(const BIGNUM* number) {
  SshBytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  return bytes;
}

SshBytes digest_of(const char* name, base::Bytes data) {
  SshBytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  const EVP_MD* method = EVP_get_digestbyname(name);
  if (method == nullptr ||
      EVP_Digest(data.data(), data.size(), out.data(), &length, method, nullptr) != 1) {
    length = 0;
  }
  out.resize(length);
  return out;
}

/// Leading zeros off, and one in front when the first bit is set: an mpint's contents.
SshBytes as_mpint(SshBytes bytes) {
  const auto first = std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != 0; });
  bytes.erase(bytes.begin(), first);
  if (!bytes.empty() && bytes.front() >= 0x80) bytes.insert(bytes.begin(), 0);
  return bytes;
}

struct CipherKind {
  std::string_view name;
  const EVP_CIPHER* (*method)();
  std::size_t key_bytes;
  bool gcm;
};
constexpr std::array kCiphers = {
    CipherKind{"aes128-ctr", EVP_aes_128_ctr, 16, false},
    CipherKind{"aes256-ctr", EVP_aes_256_ctr, 32, false},
    CipherKind{"aes192-ctr", EVP_aes_192_ctr, 24, false},
    CipherKind{"aes128-gcm@openssh.com", EVP_aes_128_gcm, 16, true},
    CipherKind{"aes256-gcm@openssh.com", EVP_aes_256_gcm, 32, true},
};
struct MacKind {
  std::string_view name;
  const char* digest;
  std::size_t bytes;
  bool etm;
};
constexpr std::array kMacs = {
    MacKind{"hmac-sha2-256", "SHA256", 32, false},
    MacKind{"hmac-sha2-512", "SHA512", 64, false},
    MacKind{"hmac-sha2-256-etm@openssh.com", "SHA256", 32, true},
    MacKind{"hmac-sha2-512-etm@openssh.com", "SHA512", 64, true},
    MacKind{"hmac-sha1", "SHA1", 20, false},
    MacKind{"hmac-sha1-etm@openssh.com", "SHA1", 20, true},
};

template <typename Table>
const auto* find_kind(const Table& table, std::string_view name) {
  const auto at = std::ranges::find(table, name, &Table::value_type::name);
  return at == table.end() ? nullptr : &*at;
}

}  // namespace

struct SshExchange::Parts {
  const Method* method = nullptr;
  Key key{};
  Number prime{}, secret{};
  SshBytes own{};
};

SshExchange::SshExchange(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SshExchange::~SshExchange() = default;

std::unique_ptr<SshExchange> SshExchange::create(std::string_view name) {
  const Method* method = find_kind(kMethods, name);
  if (method == nullptr) return nullptr;
  auto parts = std::make_unique<Parts>();
  parts->method = method;
  if (method->curve != nullptr) {
    const bool edwards = std::string_view(method->curve) == "X25519";
    parts->key.reset(edwards ? EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")
                             : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", method->curve));
    if (!parts->key) return nullptr;
    unsigned char* encoded = nullptr;
    const std::size_t length = EVP_PKEY_get1_encoded_public_key(parts->key.get(), &encoded);
    parts->own.assign(encoded, encoded + length);
    OPENSSL_free(encoded);
  } else {
    parts->prime.reset(method->prime(nullptr));
    parts->secret.reset(BN_new());
    Number two(BN_new());
    Number own(BN_new());
    NumberContext context(BN_CTX_new());
    BN_set_word(two.get(), 2);
    if (BN_rand(parts->secret.get(), 512, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1 ||
        BN_mod_exp(own.get(), two.get(), parts->secret.get(), parts->prime.get(), context.get()) !=
            1) {
      return nullptr;
    }
    parts->own = as_mpint(number_bytes(own.get()));
  }
  return std::unique_ptr<SshExchange>(new SshExchange(std::move(parts)));
}

const SshBytes& SshExchange::public_value() const { return parts_->own; }
bool SshExchange::is_mpint() const { return parts_->method->curve == nullptr; }

SshBytes SshExchange::digest(base::Bytes data) const {
  return digest_of(parts_->method->digest, data);
}

SshBytes SshExchange::shared_secret(base::Bytes server_value) const {
  if (is_mpint()) {
    Number theirs(BN_bin2bn(server_value.data(), static_cast<int>(server_value.size()), nullptr));
    Number shared(BN_new());
    NumberContext context(BN_CTX_new());
    if (!theirs || BN_mod_exp(shared.get(), theirs.get(), parts_->secret.get(), parts_->prime.get(),
                              context.get()) != 1) {
      return {};
    }
    return as_mpint(number_bytes(shared.get()));
  }
  Key peer(EVP_PKEY_new());
  if (!peer || EVP_PKEY_copy_parameters(peer.get(), parts_->key.get()) != 1 ||
      EVP_PKEY_set1_encoded_public_key(peer.get(), server_value.data(), server_value.size()) != 1) {
    return {};
  }
  KeyContext context(EVP_PKEY_CTX_new(parts_->key.get(), nullptr));
  std::size_t length = 0;
  if (EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &length) != 1) {
    return {};
  }
  SshBytes shared(length);
  if (EVP_PKEY_derive(context.get(), shared.data(), &length) != 1) return {};
  shared.resize(length);
  return as_mpint(std::move(shared));
}

std::string first_known_cipher(const std::vector<std::string_view>& offered) {
  for (const std::string_view name : offered) {
    if (find_kind(kCiphers, name) != nullptr) return std::string(name);
  }
  return {};
}

std::string first_known_mac(const std::vector<std::string_view>& offered) {
  for (const std::string_view name : offered) {
    if (find_kind(kMacs, name) != nullptr) return std::string(name);
  }
  return {};
}

SshKeys derive_ssh_keys(const SshExchange& exchange, base::Bytes secret, base::Bytes hash,
                        std::string_view letters) {
  const auto derive = [&](char letter, std::size_t wanted) {
    SshBytes key;
    while (key.size() < wanted) {
      ByteBuilder data;
      data.sized32(ByteBuilder().bytes(secret)).bytes(hash);
      if (key.empty()) {
        data.u8(static_cast<std::uint8_t>(letter)).bytes(hash);
      } else {
        data.bytes(key);
      }
      const SshBytes more = exchange.digest(data.view());
      if (more.empty()) return SshBytes{};
      key.insert(key.end(), more.begin(), more.end());
    }
    return key;
  };
  constexpr std::size_t kMost = 64;
  return {derive(letters[0], kMost), derive(letters[1], kMost), derive(letters[2], kMost)};
}

struct SshSealer::Parts {
  const CipherKind* cipher = nullptr;
  const MacKind* mac = nullptr;  // nullptr with GCM
  SshKeys keys{};
  Cipher context{};
  std::uint32_t sequence = 0;
  Way way = Way::seal;
  SshBytes opened{};  // the decrypted first block of a packet that is not whole yet

  [[nodiscard]] SshBytes crypt(base::Bytes data) const {
    SshBytes out(data.size());
    int length = 0;
    EVP_CipherUpdate(context.get(), out.data(), &length, data.data(),
                     static_cast<int>(data.size()));
    return out;
  }
  [[nodiscard]] SshBytes mac_of(base::Bytes data) const {
    const SshBytes input = ByteBuilder().u32(sequence).bytes(data).take();
    SshBytes out(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    HMAC(EVP_get_digestbyname(mac->digest), keys.mac.data(), static_cast<int>(mac->bytes),
         input.data(), input.size(), out.data(), &length);
    out.resize(length);
    return out;
  }
  void next_iv() {
    for (std::size_t i = 12; i > 4; --i) {
      if (++keys.iv[i - 1] != 0) break;
    }
  }
  [[nodiscard]] std::optional<SshBytes> open_gcm(SshBytes& waiting, bool& broken);
  [[nodiscard]] std::optional<SshBytes> open_mac(SshBytes& waiting, bool& broken);
};

SshSealer::SshSealer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SshSealer::~SshSealer() = default;

std::unique_ptr<SshSealer> SshSealer::create(const SshSuite& suite, const SshKeys& keys, Way way,
                                             std::uint32_t sequence) {
  auto parts = std::make_unique<Parts>();
  parts->cipher = find_kind(kCiphers, suite.cipher);
  if (parts->cipher == nullptr || keys.iv.size() < 16 || keys.key.size() < 32) return nullptr;
  if (!parts->cipher->gcm) {
    parts->mac = find_kind(kMacs, suite.mac);
    if (parts->mac == nullptr) return nullptr;
  }
  parts->keys = keys;
  parts->way = way;
  parts->sequence = sequence;
  parts->context.reset(EVP_CIPHER_CTX_new());
  const int encrypt = way == Way::seal ? 1 : 0;
  if (EVP_CipherInit_ex(parts->context.get(), parts->cipher->method(), nullptr, keys.key.data(),
                        keys.iv.data(), encrypt) != 1) {
    return nullptr;
  }
  return std::unique_ptr<SshSealer>(new SshSealer(std::move(parts)));
}

SshBytes SshSealer::seal(base::Bytes payload) {
  Parts& p = *parts_;
  constexpr std::size_t kBlock = 16;
  // The length counts towards the block only where it is encrypted too.
  const bool apart = p.cipher->gcm || p.mac->etm;
  const std::size_t unpadded = payload.size() + 1 + (apart ? 0 : 4);
  std::size_t padding = kBlock - unpadded % kBlock;
  if (padding < 4) padding += kBlock;
  ByteBuilder packet;
  packet.u32(payload.size() + padding + 1).u8(padding).bytes(payload).zeros(padding);
  const base::Bytes all = packet.view();
  SshBytes out;
  if (p.cipher->gcm) {
    int length = 0;
    EVP_CipherInit_ex(p.context.get(), nullptr, nullptr, nullptr, p.keys.iv.data(), -1);
    EVP_CipherUpdate(p.context.get(), nullptr, &length, all.data(), 4);
    const SshBytes body = p.crypt(all.subspan(4));
    SshBytes last(kBlock);
    EVP_CipherFinal_ex(p.context.get(), last.data(), &length);
    SshBytes tag(16);
    EVP_CIPHER_CTX_ctrl(p.context.get(), EVP_CTRL_GCM_GET_TAG, 16, tag.data());
    out = ByteBuilder().bytes(all.first(4)).bytes(body).bytes(tag).take();
    p.next_iv();
  } else if (p.mac->etm) {
    const SshBytes body = p.crypt(all.subspan(4));
    out = ByteBuilder().bytes(all.first(4)).bytes(body).take();
    const SshBytes mac = p.mac_of(out);
    out.insert(out.end(), mac.begin(), mac.end());
  } else {
    out = ByteBuilder().bytes(p.crypt(all)).bytes(p.mac_of(all)).take();
  }
  ++p.sequence;
  return out;
}

namespace {

constexpr std::uint32_t kMostPacketBytes = 262144;

SshBytes payload_of(base::Bytes packet) {
  // packet: padding length, payload, padding
  if (packet.empty() || packet.front() + std::size_t{1} > packet.size()) return {};
  const auto part = packet.subspan(1, packet.size() - 1 - packet.front());
  return {part.begin(), part.end()};
}

}  // namespace

std::optional<SshBytes> SshSealer::Parts::open_gcm(SshBytes& waiting, bool& broken) {
  const std::uint32_t length = base::ByteReader(waiting).u32();
  if (waiting.size() < 4) return std::nullopt;
  if (length > kMostPacketBytes || length < 16) {
    broken = true;
    return std::nullopt;
  }
  if (waiting.size() < 4 + length + std::size_t{16}) return std::nullopt;
  const base::Bytes all(waiting);
  int written = 0;
  EVP_CipherInit_ex(context.get(), nullptr, nullptr, nullptr, keys.iv.data(), -1);
  EVP_CipherUpdate(context.get(), nullptr, &written, all.data(), 4);
  const SshBytes body = crypt(all.subspan(4, length));
  SshBytes tag(all.begin() + 4 + length, all.begin() + 20 + length);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, 16, tag.data());
  SshBytes last(16);
  broken = EVP_CipherFinal_ex(context.get(), last.data(), &written) != 1;
  next_iv();
  waiting.erase(waiting.begin(), waiting.begin() + 20 + length);
  if (broken) return std::nullopt;
  return payload_of(body);
}

std::optional<SshBytes> SshSealer::Parts::open_mac(SshBytes& waiting, bool& broken) {
  constexpr std::size_t kBlock = 16;
  const std::size_t clear = mac->etm ? 4 : 0;
  if (waiting.size() < (mac->etm ? 4 : kBlock)) return std::nullopt;
  const base::Bytes all(waiting);
  if (!mac->etm && opened.empty()) opened = crypt(all.first(kBlock));
  const std::uint32_t length =
      mac->etm ? base::ByteReader(all).u32() : base::ByteReader(opened).u32();
  if (length > kMostPacketBytes || length < 8 || (!mac->etm && length + 4 < kBlock)) {
    broken = true;
    return std::nullopt;
  }
  const std::size_t sealed = 4 + std::size_t{length};
  if (waiting.size() < sealed + mac->bytes) return std::nullopt;
  const base::Bytes told = all.subspan(sealed, mac->bytes);
  SshBytes packet;
  if (mac->etm) {
    broken = !std::ranges::equal(mac_of(all.first(sealed)), told);
    packet = crypt(all.subspan(clear, length));
  } else {
    const SshBytes rest = crypt(all.subspan(kBlock, sealed - kBlock));
    packet = opened;
    packet.insert(packet.end(), rest.begin(), rest.end());
    broken = !std::ranges::equal(mac_of(packet), told);
    packet.erase(packet.begin(), packet.begin() + 4);
    opened.clear();
  }
  ++sequence;
  waiting.erase(waiting.begin(),
                waiting.begin() + static_cast<std::ptrdiff_t>(sealed + mac->bytes));
  if (broken) return std::nullopt;
  return payload_of(packet);
}

std::optional<SshBytes> SshSealer::open(SshBytes& waiting, bool& broken) {
  return parts_->cipher->gcm ? parts_->open_gcm(waiting, broken)
                             : parts_->open_mac(waiting, broken);
}

SshBytes plain_ssh_packet(base::Bytes payload) {
  std::size_t padding = 8 - (payload.size() + 5) % 8;
  if (padding < 4) padding += 8;
  return ByteBuilder()
      .u32(payload.size() + padding + 1)
      .u8(padding)
      .bytes(payload)
      .zeros(padding)
      .take();
}

SshBytes sha256(base::Bytes data) { return digest_of("SHA256", data); }

}  // namespace minato::talk
