// The cryptography of an SSH client (RFC 4253 sections 6 to 8, RFC 8731, RFC 8268): key exchange,
// keys, packets. The server's signature is not verified: an audit asks, it never sends a secret.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace minato::talk {

using SshBytes = std::vector<std::uint8_t>;

/// One key exchange: our public value, then the shared secret from the server's.
class SshExchange {
 public:
  /// name: curve25519-sha256(@libssh.org), ecdh-sha2-nistp256/384/521,
  /// diffie-hellman-group1-sha1, …-group14-sha1/-sha256, …-group16-sha512, …-group18-sha512.
  /// nullptr when it is not one of these.
  [[nodiscard]] static std::unique_ptr<SshExchange> create(std::string_view name);
  SshExchange(const SshExchange&) = delete;
  SshExchange& operator=(const SshExchange&) = delete;
  ~SshExchange();

  /// As it goes on the wire: an mpint's or a string's contents.
  [[nodiscard]] const SshBytes& public_value() const;
  [[nodiscard]] bool is_mpint() const;
  /// The shared secret as mpint contents; empty when the server's value is no good.
  [[nodiscard]] SshBytes shared_secret(base::Bytes server_value) const;
  [[nodiscard]] SshBytes digest(base::Bytes data) const;

 private:
  struct Parts;
  explicit SshExchange(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Which cipher and MAC packets are sealed with.
struct SshSuite {
  std::string cipher{};  ///< aes128-ctr, aes192-ctr, aes256-ctr, aes128-gcm@…, aes256-gcm@…
  std::string mac{};     ///< hmac-sha2-256, -512, hmac-sha1, with or without -etm@openssh.com
};

/// The first of a server's algorithms that this client has; "" for none.
[[nodiscard]] std::string first_known_cipher(const std::vector<std::string_view>& offered);
[[nodiscard]] std::string first_known_mac(const std::vector<std::string_view>& offered);

struct SshKeys {
  SshBytes iv{};
  SshBytes key{};
  SshBytes mac{};
};

/// Keys of one direction. letters: "ACE" client to server, "BDF" server to client.
[[nodiscard]] SshKeys derive_ssh_keys(const SshExchange& exchange, base::Bytes secret,
                                      base::Bytes hash, std::string_view letters);

/// Seals or opens the packets of one direction.
class SshSealer {
 public:
  enum class Way : std::uint8_t { seal, open };
  [[nodiscard]] static std::unique_ptr<SshSealer> create(const SshSuite& suite, const SshKeys& keys,
                                                         Way way, std::uint32_t sequence);
  SshSealer(const SshSealer&) = delete;
  SshSealer& operator=(const SshSealer&) = delete;
  ~SshSealer();

  [[nodiscard]] SshBytes seal(base::Bytes payload);
  /// Takes one packet off `waiting`; nothing when it is not whole yet. `broken` when it is forged.
  [[nodiscard]] std::optional<SshBytes> open(SshBytes& waiting, bool& broken);

 private:
  struct Parts;
  explicit SshSealer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// A packet before encryption begins: padded to eight bytes.
[[nodiscard]] SshBytes plain_ssh_packet(base::Bytes payload);
[[nodiscard]] SshBytes sha256(base::Bytes data);

}  // namespace minato::talk
