// What a certificate chain says, as facts: names, dates, key, signature, who vouches for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "talk/facts.h"

namespace minato::talk {

struct CertificateQuestion {
  std::vector<base::Bytes> chain{};  ///< DER, the server's own first
  std::string host{};                ///< name or address that it should be for; "" for none
  std::string ca_file{};             ///< authorities besides the system's; "" for none
  std::int64_t now_seconds = 0;      ///< since 1970
};

/// Adds cert.subject, cert.issuer, cert.name (many), cert.not-before, cert.not-after (seconds since
/// 1970), cert.key ("RSA 2048"), cert.key-bits, cert.signature, cert.trust ("ok" or why not),
/// cert.name-matches ("yes" or "no"), cert.self-signed, cert.days-left.
void describe_certificates(const CertificateQuestion& question, Facts& facts);

}  // namespace minato::talk
