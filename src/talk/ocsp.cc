// OpenSSL reads the answer and checks the signature; the times are held against our own clock.
#include "talk/ocsp.h"

#include <openssl/ocsp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include "talk/x509_parts.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostBytes = 65536;
constexpr int kMostSingles = 64;
/// Clocks differ.
constexpr std::chrono::minutes kTolerance{5};

struct FreeResponse {
  void operator()(OCSP_RESPONSE* response) const { OCSP_RESPONSE_free(response); }
};
struct FreeBasic {
  void operator()(OCSP_BASICRESP* basic) const { OCSP_BASICRESP_free(basic); }
};
struct FreeId {
  void operator()(OCSP_CERTID* id) const { OCSP_CERTID_free(id); }
};

/// Whether the answer is about this certificate, by the hash that the answer itself uses.
bool is_about(OCSP_SINGLERESP* single, X509* own, X509* issuer) {
  // Only looked at, and the library has no const for it.
  auto* const theirs = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
  ASN1_OBJECT* algorithm = nullptr;
  if (OCSP_id_get0_info(nullptr, &algorithm, nullptr, nullptr, theirs) != 1) return false;
  const EVP_MD* const digest = EVP_get_digestbyobj(algorithm);
  if (digest == nullptr) return false;
  const std::unique_ptr<OCSP_CERTID, FreeId> ours(OCSP_cert_to_id(digest, own, issuer));
  return ours && OCSP_id_cmp(ours.get(), theirs) == 0;
}

OCSP_SINGLERESP* find_single(OCSP_BASICRESP* basic, X509* own, X509* issuer) {
  const int count = std::min(OCSP_resp_count(basic), kMostSingles);
  for (int i = 0; i < count; ++i) {
    OCSP_SINGLERESP* const single = OCSP_resp_get0(basic, i);
    if (is_about(single, own, issuer)) return single;
  }
  return nullptr;
}

/// Signed by the issuer itself, or by whom the issuer allowed to (RFC 6960 section 4.2.2.2).
bool is_signed(OCSP_BASICRESP* basic, X509* issuer, base::Timestamp now) {
  const std::unique_ptr<X509_STORE, FreeStore> store(X509_STORE_new());
  const std::unique_ptr<STACK_OF(X509), FreeStack> others(sk_X509_new_null());
  if (!store || !others || X509_STORE_add_cert(store.get(), issuer) != 1) return false;
  sk_X509_push(others.get(), issuer);
  // The issuer is judged with the chain; here it is the one to be trusted, root or not.
  X509_VERIFY_PARAM* const rules = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(rules, std::chrono::system_clock::to_time_t(now));
  return OCSP_basic_verify(basic, others.get(), store.get(), 0) == 1;
}

bool is_timely(const Staple& staple, base::Timestamp now) {
  if (staple.begins == base::Timestamp{} || staple.begins > now + kTolerance) return false;
  return staple.ends == base::Timestamp{} || staple.ends + kTolerance >= now;
}

/// Who was revoked once stays it, whatever the age of the answer; but for a certificate on hold.
bool is_final(const Staple& staple) {
  return staple.verdict == StapleVerdict::revoked && staple.reason != "certificateHold";
}

void read_single(OCSP_SINGLERESP* single, Staple& staple) {
  int reason = OCSP_REVOKED_STATUS_NOSTATUS;
  ASN1_GENERALIZEDTIME* revoked = nullptr;
  ASN1_GENERALIZEDTIME* begins = nullptr;
  ASN1_GENERALIZEDTIME* ends = nullptr;
  const int status = OCSP_single_get0_status(single, &reason, &revoked, &begins, &ends);
  if (begins != nullptr) staple.begins = moment_of(begins);
  if (ends != nullptr) staple.ends = moment_of(ends);
  staple.verdict = status == V_OCSP_CERTSTATUS_GOOD      ? StapleVerdict::good
                   : status == V_OCSP_CERTSTATUS_REVOKED ? StapleVerdict::revoked
                                                         : StapleVerdict::unknown;
  if (staple.verdict != StapleVerdict::revoked) return;
  if (revoked != nullptr) staple.revoked_at = moment_of(revoked);
  if (reason != OCSP_REVOKED_STATUS_NOSTATUS) staple.reason = OCSP_crl_reason_str(reason);
}

}  // namespace

std::string_view to_text(StapleVerdict verdict) {
  static constexpr std::array<std::string_view, 8> kWords = {
      "none", "good", "revoked", "unknown", "expired", "refused", "unproven", "broken"};
  return kWords[static_cast<std::size_t>(verdict)];
}

Staple judge_staple(base::Bytes response, base::Bytes own_der, base::Bytes issuer_der,
                    base::Timestamp now) {
  if (response.empty()) return {};
  const std::uint8_t* cursor = response.data();
  const auto length = static_cast<long>(std::min(response.size(), kMostBytes));
  const std::unique_ptr<OCSP_RESPONSE, FreeResponse> whole(
      d2i_OCSP_RESPONSE(nullptr, &cursor, length));
  const OwnedCertificate own = parse_x509(own_der);
  const OwnedCertificate issuer = parse_x509(issuer_der);
  ERR_clear_error();
  if (!whole || !own) return {.verdict = StapleVerdict::broken};
  const int status = OCSP_response_status(whole.get());
  if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return {.verdict = StapleVerdict::refused, .reason = OCSP_response_status_str(status)};
  }
  const std::unique_ptr<OCSP_BASICRESP, FreeBasic> basic(OCSP_response_get1_basic(whole.get()));
  Staple staple{.verdict = StapleVerdict::broken};
  OCSP_SINGLERESP* const single =
      basic && issuer ? find_single(basic.get(), own.get(), issuer.get()) : nullptr;
  if (basic && !issuer) {
    staple.verdict = StapleVerdict::unproven;
  } else if (single != nullptr) {
    read_single(single, staple);
    if (!is_signed(basic.get(), issuer.get(), now)) {
      staple.verdict = StapleVerdict::unproven;
    } else if (!is_final(staple) && !is_timely(staple, now)) {
      staple.verdict = StapleVerdict::expired;
    }
  }
  ERR_clear_error();
  return staple;
}

}  // namespace minato::talk
