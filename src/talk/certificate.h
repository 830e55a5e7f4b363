// X.509 certificates (RFC 5280): what one says, and what is wrong with a chain of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

namespace minato::talk {

/// Texts come from the other side: hostile.
struct Certificate {
  std::string subject{};             ///< its common name, else the whole name
  std::string issuer{};              ///< the same of the issuer
  std::vector<std::string> names{};  ///< DNS names and addresses that it is valid for
  base::Timestamp begins{};
  base::Timestamp ends{};
  std::string key{};        ///< "RSA 2048", "EC 256", "Ed25519"
  std::string signature{};  ///< "sha256WithRSAEncryption"
  bool self_issued = false;
  /// It asks clients to refuse a server that brings no proof of its validity (RFC 7633).
  bool must_staple = false;
};

/// Errors as values: the bytes are no certificate.
[[nodiscard]] std::optional<Certificate> read_certificate(base::Bytes der);

enum class CertificateFault : std::uint8_t {
  expired,
  not_yet_valid,
  wrong_name,
  self_signed,        ///< it vouches for itself, and nobody here knows it
  chain_incomplete,   ///< the server left the intermediate certificates out
  unknown_authority,  ///< the chain ends in an authority that this machine does not trust
  broken,             ///< a signature or a rule of the chain does not hold
};
[[nodiscard]] std::string_view to_text(CertificateFault fault);

/// thorough: the system's whole bundle of authorities is read before one is called unknown.
enum class JudgeEffort : std::uint8_t { quick, thorough };

/// Authorities that are trusted. Loading is lazy where the system allows it.
class TrustStore {
 public:
  /// The system's authorities, and those of `extra_file` (PEM) when it is not "". Errors: local.
  [[nodiscard]] static base::Result<TrustStore> create(const std::string& extra_file);
  TrustStore(TrustStore&&) noexcept;
  TrustStore& operator=(TrustStore&&) noexcept;
  ~TrustStore();

  /// Everything that is wrong with a chain (DER, the server's own first) for `host` (a name or an
  /// address; "" skips that) at that moment; empty: nothing.
  [[nodiscard]] std::vector<CertificateFault> judge(
      const std::vector<std::vector<std::uint8_t>>& chain, const std::string& host,
      base::Timestamp now, JudgeEffort effort = JudgeEffort::thorough) const;
  /// Who signed the first certificate of a chain, DER: another one of the chain, else an authority
  /// of the store; nothing when neither is there.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> issuer(
      const std::vector<std::vector<std::uint8_t>>& chain) const;

 private:
  struct Parts;
  explicit TrustStore(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace minato::talk
