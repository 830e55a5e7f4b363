// The proof that a server brings along that its certificate is still valid (OCSP stapling: RFC 6066
// section 8, RFC 6960). Read and verified against the issuer of the certificate; nobody is asked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace minato::talk {

enum class StapleVerdict : std::uint8_t {
  none,      ///< the server sends no proof
  good,      ///< signed by the authority: not revoked
  revoked,   ///< signed by the authority: revoked
  unknown,   ///< signed by the authority, which does not know the certificate
  expired,   ///< rightly signed, but for another time
  refused,   ///< the authority answered with an error (RFC 6960 section 4.2.1: tryLater, …)
  unproven,  ///< the signature does not hold, or nobody is there to hold it against
  broken,    ///< no OCSP answer, or one about another certificate
};
/// "good".
[[nodiscard]] std::string_view to_text(StapleVerdict verdict);

struct Staple {
  StapleVerdict verdict = StapleVerdict::none;
  base::Timestamp begins{};      ///< thisUpdate; the epoch when there is none
  base::Timestamp ends{};        ///< nextUpdate; the epoch when there is none
  base::Timestamp revoked_at{};  ///< of revoked
  std::string reason{};          ///< of revoked and refused: "keyCompromise", "trylater"; may be ""
};

/// response: as it was sent in the handshake, empty when nothing was; at most 64 kB are read. own:
/// the server's certificate, issuer: who signed it, both DER; an empty issuer leaves it unproven.
[[nodiscard]] Staple judge_staple(base::Bytes response, base::Bytes own, base::Bytes issuer,
                                  base::Timestamp now);

}  // namespace minato::talk
