// Stapled OCSP answers: what they prove, and what hostile bytes do not.
#include "talk/ocsp.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <memory>

#include "talk/x509_parts.h"

namespace minato::talk {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

/// An authority, a certificate of it, and its answers about that.
class Authority {
 public:
  Authority() {
    root_ = certify("root", "root", 1);
    own_ = certify("leaf", "root", 2);
  }

  [[nodiscard]] std::vector<std::uint8_t> root() const { return der_of(root_.get()); }
  [[nodiscard]] std::vector<std::uint8_t> own() const { return der_of(own_.get()); }

  /// hours: from now to the next update.
  [[nodiscard]] std::vector<std::uint8_t> answer(int status, int reason, int hours) const {
    OCSP_BASICRESP* const basic = OCSP_BASICRESP_new();
    OCSP_CERTID* const id = OCSP_cert_to_id(EVP_sha256(), own_.get(), root_.get());
    ASN1_TIME* const begins = X509_gmtime_adj(nullptr, -3600L * 48);
    ASN1_TIME* const ends = X509_gmtime_adj(nullptr, 3600L * hours);
    ASN1_TIME* const revoked = status == V_OCSP_CERTSTATUS_REVOKED ? begins : nullptr;
    OCSP_basic_add1_status(basic, id, status, reason, revoked, begins, ends);
    OCSP_basic_sign(basic, root_.get(), key_.get(), EVP_sha256(), nullptr, 0);
    OCSP_RESPONSE* const whole = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    std::vector<std::uint8_t> der(static_cast<std::size_t>(i2d_OCSP_RESPONSE(whole, nullptr)));
    std::uint8_t* cursor = der.data();
    i2d_OCSP_RESPONSE(whole, &cursor);
    OCSP_RESPONSE_free(whole);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(begins);
    ASN1_TIME_free(ends);
    return der;
  }

 private:
  OwnedCertificate certify(const char* name, const char* issuer, long serial) {
    OwnedCertificate made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -86400);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400);
    X509_set_pubkey(made.get(), key_.get());
    name_it(X509_get_subject_name(made.get()), name);
    name_it(X509_get_issuer_name(made.get()), issuer);
    X509_EXTENSION* const kind = X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints,
                                                     serial == 1 ? "CA:TRUE" : "CA:FALSE");
    X509_add_ext(made.get(), kind, -1);
    X509_EXTENSION_free(kind);
    X509_sign(made.get(), key_.get(), EVP_sha256());
    return made;
  }
  static void name_it(X509_NAME* name, const char* text) {
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
  }

  std::unique_ptr<EVP_PKEY, FreeKey> key_{EVP_EC_gen("P-256")};
  OwnedCertificate root_{};
  OwnedCertificate own_{};
};

StapleVerdict verdict(const std::vector<std::uint8_t>& response, const Authority& about) {
  return judge_staple(response, about.own(), about.root(), base::SystemClock().now()).verdict;
}

TEST(Ocsp, tells_what_the_authority_says) {
  const Authority authority;
  EXPECT_EQ(verdict({}, authority), StapleVerdict::none);
  EXPECT_EQ(verdict(authority.answer(V_OCSP_CERTSTATUS_GOOD, -1, 24), authority),
            StapleVerdict::good);
  EXPECT_EQ(verdict(authority.answer(V_OCSP_CERTSTATUS_UNKNOWN, -1, 24), authority),
            StapleVerdict::unknown);
  EXPECT_EQ(verdict(authority.answer(V_OCSP_CERTSTATUS_GOOD, -1, -24), authority),
            StapleVerdict::expired);
}

TEST(Ocsp, an_old_answer_still_proves_a_revocation_but_not_a_hold) {
  const Authority authority;
  const auto final =
      authority.answer(V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_KEYCOMPROMISE, -24);
  const Staple staple =
      judge_staple(final, authority.own(), authority.root(), base::SystemClock().now());
  EXPECT_EQ(staple.verdict, StapleVerdict::revoked);
  EXPECT_EQ(staple.reason, "keyCompromise");
  EXPECT_NE(staple.revoked_at, base::Timestamp{});
  const auto hold =
      authority.answer(V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_CERTIFICATEHOLD, -24);
  EXPECT_EQ(verdict(hold, authority), StapleVerdict::expired);
}

TEST(Ocsp, another_authority_proves_nothing) {
  const Authority authority;
  const Authority stranger;
  const auto good = authority.answer(V_OCSP_CERTSTATUS_GOOD, -1, 24);
  EXPECT_EQ(verdict(good, stranger), StapleVerdict::broken);
  EXPECT_EQ(judge_staple(good, authority.own(), {}, base::SystemClock().now()).verdict,
            StapleVerdict::unproven);
}

TEST(Ocsp, no_answer_that_was_cut_or_changed_is_believed) {
  const Authority authority;
  const auto revoked =
      authority.answer(V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_KEYCOMPROMISE, 24);
  for (std::size_t length = 1; length < revoked.size(); ++length) {
    const std::vector<std::uint8_t> cut(revoked.begin(),
                                        revoked.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_NE(verdict(cut, authority), StapleVerdict::revoked) << length;
  }
  for (std::size_t at = 0; at < revoked.size(); ++at) {
    auto changed = revoked;
    changed[at] ^= 0x15;
    EXPECT_NE(verdict(changed, authority), StapleVerdict::good) << at;
  }
}

}  // namespace
}  // namespace minato::talk
