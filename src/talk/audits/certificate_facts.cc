// X.509 by OpenSSL: names, dates, key, signature, and the verdict of the chain.
#include "talk/audits/certificate_facts.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

namespace minato::talk {
namespace {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* what) const {
    kFree(what);
  }
};
void free_stack(STACK_OF(X509) * stack) { sk_X509_free(stack); }
void free_names(GENERAL_NAMES* names) { GENERAL_NAMES_free(names); }

using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Store = std::unique_ptr<X509_STORE, Freer<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freer<X509_STORE_CTX_free>>;
using Stack = std::unique_ptr<STACK_OF(X509), Freer<free_stack>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freer<free_names>>;

constexpr std::int64_t kDaySeconds = 86400;

Certificate parse(base::Bytes der) {
  const unsigned char* at = der.data();
  return Certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

std::string name_text(const X509_NAME* name) {
  std::unique_ptr<BIO, Freer<BIO_free>> out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);
  return length > 0 ? std::string(data, static_cast<std::size_t>(length)) : std::string();
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return timegm(&parts);
}

void add_names(const X509* certificate, Facts& facts) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return;
  const int count = std::min(sk_GENERAL_NAME_num(names.get()), 100);
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      const auto* data = ASN1_STRING_get0_data(name->d.dNSName);
      const auto length = static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName));
      facts.add("cert.name", base::Bytes(data, length));
    }
  }
}

std::string key_text(const X509* certificate, int& bits) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return {};
  bits = EVP_PKEY_get_bits(key);
  const char* kind = OBJ_nid2sn(EVP_PKEY_get_base_id(key));
  const std::string_view name = kind == nullptr ? "" : kind;
  if (name == "rsaEncryption") return fmt::format("RSA {}", bits);
  if (name == "id-ecPublicKey") return fmt::format("EC {}", bits);
  return fmt::format("{} {}", name, bits);
}

/// "ok", or the reason of the library's verdict; host names are judged apart.
std::string trust(const CertificateQuestion& question, X509* own, STACK_OF(X509) * others) {
  const Store store(X509_STORE_new());
  X509_STORE_set_default_paths(store.get());
  if (!question.ca_file.empty()) {
    X509_STORE_load_locations(store.get(), question.ca_file.c_str(), nullptr);
  }
  const StoreContext context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), own, others) != 1) return "?";
  // Short keys and old digests are findings of their own: here only who vouches for whom counts.
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_auth_level(rules, 0);
  X509_VERIFY_PARAM_set_time(rules, question.now_seconds);
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  if (X509_verify_cert(context.get()) == 1) return "ok";
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

bool is_for(X509* certificate, const std::string& host) {
  return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 ||
         X509_check_host(certificate, host.c_str(), host.size(), 0, nullptr) == 1;
}

}  // namespace

void describe_certificates(const CertificateQuestion& question, Facts& facts) {
  if (question.chain.empty()) return;
  const Certificate own = parse(question.chain.front());
  if (!own) {
    facts.add("cert.malformed", "yes");
    return;
  }
  std::vector<Certificate> kept;
  const Stack others(sk_X509_new_null());
  for (std::size_t i = 1; i < question.chain.size(); ++i) {
    if (Certificate next = parse(question.chain[i])) {
      sk_X509_push(others.get(), next.get());
      kept.push_back(std::move(next));
    }
  }
  facts.add("cert.subject", name_text(X509_get_subject_name(own.get())));
  facts.add("cert.issuer", name_text(X509_get_issuer_name(own.get())));
  add_names(own.get(), facts);
  const std::int64_t until = seconds_of(X509_get0_notAfter(own.get()));
  facts.add_number("cert.not-before", seconds_of(X509_get0_notBefore(own.get())));
  facts.add_number("cert.not-after", until);
  facts.add_number("cert.days-left", (until - question.now_seconds) / kDaySeconds -
                                         (until < question.now_seconds ? 1 : 0));
  int bits = 0;
  facts.add("cert.key", key_text(own.get(), bits));
  facts.add_number("cert.key-bits", bits);
  const char* signature = OBJ_nid2ln(X509_get_signature_nid(own.get()));
  facts.add("cert.signature", signature == nullptr ? "?" : signature);
  if (X509_self_signed(own.get(), 0) == 1) facts.add_flag("cert.self-signed");
  facts.add("cert.trust", trust(question, own.get(), others.get()));
  if (!question.host.empty()) {
    facts.add("cert.name-matches", is_for(own.get(), question.host) ? "yes" : "no");
  }
}

}  // namespace minato::talk
