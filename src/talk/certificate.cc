// OpenSSL reads and verifies; each fault is noted and the verification goes on.
#include "talk/certificate.h"

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "model/ip_address.h"
#include "talk/x509_parts.h"

namespace minato::talk {
namespace {

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct FreeFeatures {
  void operator()(TLS_FEATURE* features) const { TLS_FEATURE_free(features); }
};

std::string common_name(const X509_NAME* name) {
  std::array<char, 512> text{};
  const int place = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (place >= 0) {
    const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place));
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, value);
    if (length >= 0) {
      std::string found(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
      OPENSSL_free(utf8);
      return found;
    }
  }
  X509_NAME_oneline(name, text.data(), static_cast<int>(text.size()));
  return text.data();
}

std::vector<std::string> names_of(const X509* certificate) {
  std::vector<std::string> found;
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  constexpr int kMostNames = 256;
  for (int i = 0; names && i < std::min(sk_GENERAL_NAME_num(names.get()), kMostNames); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    const ASN1_STRING* const value = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
    const base::Bytes bytes(ASN1_STRING_get0_data(value),
                            static_cast<std::size_t>(ASN1_STRING_length(value)));
    if (name->type == GEN_DNS) {
      found.emplace_back(base::as_text(bytes));
    } else if (bytes.size() == 4) {
      found.push_back(to_text(model::IpAddress::v4(base::ByteReader(bytes).u32())));
    } else if (bytes.size() == 16) {
      found.push_back(to_text(model::IpAddress::v6(bytes.first<16>())));
    }
  }
  return found;
}

/// The TLS feature extension with status_request in it (RFC 7633 section 4).
bool wants_staple(const X509* certificate) {
  constexpr std::int64_t kStatusRequest = 5;
  const std::unique_ptr<TLS_FEATURE, FreeFeatures> features(
      static_cast<TLS_FEATURE*>(X509_get_ext_d2i(certificate, NID_tlsfeature, nullptr, nullptr)));
  constexpr int kMostFeatures = 64;
  const int count = features ? sk_ASN1_INTEGER_num(features.get()) : 0;
  for (int i = 0; i < std::min(count, kMostFeatures); ++i) {
    std::int64_t number = 0;
    if (ASN1_INTEGER_get_int64(&number, sk_ASN1_INTEGER_value(features.get(), i)) == 1 &&
        number == kStatusRequest) {
      return true;
    }
  }
  return false;
}

std::string key_of(const X509* certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate);
  if (key == nullptr) return "";
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return fmt::format("RSA {}", EVP_PKEY_get_bits(key));
    case EVP_PKEY_EC:
      return fmt::format("EC {}", EVP_PKEY_get_bits(key));
    case EVP_PKEY_ED25519:
      return "Ed25519";
    case EVP_PKEY_ED448:
      return "Ed448";
    default:
      return fmt::format("{} bits", EVP_PKEY_get_bits(key));
  }
}

bool names_host(X509* certificate, const std::string& host) {
  if (model::IpAddress::parse(host)) return X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
  return X509_check_host(certificate, host.c_str(), host.size(), 0, nullptr) == 1;
}

/// What one error of the verification means; nothing for those that another one tells better.
std::optional<CertificateFault> fault_of(int error, bool own_is_self_issued, bool chain_is_short) {
  switch (error) {
    case X509_V_OK:
      return std::nullopt;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return CertificateFault::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return CertificateFault::not_yet_valid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return CertificateFault::self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return CertificateFault::unknown_authority;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      if (own_is_self_issued) return CertificateFault::self_signed;
      return chain_is_short ? CertificateFault::chain_incomplete
                            : CertificateFault::unknown_authority;
    default:
      return CertificateFault::broken;
  }
}

/// The directory of authorities by hash is read one by one as they are needed. Returns the bundle
/// (a few hundred at once) that there is besides, "" for none.
std::string add_system_authorities(X509_STORE* store) {
  // NOLINTBEGIN(concurrency-mt-unsafe): nobody changes the environment
  const char* const named_directory = std::getenv(X509_get_default_cert_dir_env());
  const char* const named_file = std::getenv(X509_get_default_cert_file_env());
  // NOLINTEND(concurrency-mt-unsafe)
  const char* const directory =
      named_directory != nullptr ? named_directory : X509_get_default_cert_dir();
  std::error_code ignored;
  const bool has_directory = !std::filesystem::is_empty(directory, ignored) && !ignored;
  X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
  if (has_directory && lookup != nullptr) {
    static_cast<void>(X509_LOOKUP_add_dir(lookup, directory, X509_FILETYPE_PEM));
  }
  if (named_file != nullptr) return named_file;
  return has_directory ? "" : X509_get_default_cert_file();
}

bool is_about_trust(CertificateFault fault) {
  return fault == CertificateFault::self_signed || fault == CertificateFault::chain_incomplete ||
         fault == CertificateFault::unknown_authority;
}

/// Notes each error and lets the verification go on.
int note_error(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  auto* const errors = static_cast<std::vector<int>*>(X509_STORE_CTX_get_app_data(context));
  if (errors->size() < 64) errors->push_back(X509_STORE_CTX_get_error(context));
  return 1;
}

}  // namespace

std::optional<Certificate> read_certificate(base::Bytes der) {
  const OwnedCertificate parsed = parse_x509(der);
  if (!parsed) return std::nullopt;
  const X509* const certificate = parsed.get();
  Certificate read;
  read.subject = common_name(X509_get_subject_name(certificate));
  read.issuer = common_name(X509_get_issuer_name(certificate));
  read.names = names_of(certificate);
  read.begins = moment_of(X509_get0_notBefore(certificate));
  read.ends = moment_of(X509_get0_notAfter(certificate));
  read.key = key_of(certificate);
  if (const char* const name = OBJ_nid2sn(X509_get_signature_nid(certificate))) {
    read.signature = name;
  }
  read.must_staple = wants_staple(certificate);
  read.self_issued =
      X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
  ERR_clear_error();
  return read;
}

std::string_view to_text(CertificateFault fault) {
  static constexpr std::array<std::string_view, 7> kWords = {
      "expired",          "not-yet-valid",     "wrong-name", "self-signed",
      "chain-incomplete", "unknown-authority", "broken"};
  return kWords[static_cast<std::size_t>(fault)];
}

struct TrustStore::Parts {
  std::unique_ptr<X509_STORE, FreeStore> store{};
  std::string bundle{};  ///< not read yet

  X509_STORE* ready() {
    if (!store) {
      store.reset(X509_STORE_new());
      bundle = add_system_authorities(store.get());
    }
    return store.get();
  }
  std::vector<CertificateFault> judge(const std::vector<OwnedCertificate>& chain,
                                      const std::string& host, base::Timestamp now);
};

TrustStore::TrustStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TrustStore::TrustStore(TrustStore&&) noexcept = default;
TrustStore& TrustStore::operator=(TrustStore&&) noexcept = default;
TrustStore::~TrustStore() = default;

base::Result<TrustStore> TrustStore::create(const std::string& extra_file) {
  auto parts = std::make_unique<Parts>();
  if (!extra_file.empty() && X509_STORE_load_file(parts->ready(), extra_file.c_str()) != 1) {
    ERR_clear_error();
    return base::fail({.code = base::ErrorCode::invalid_input,
                       .origin = base::Origin::input,
                       .key = "error.check.authorities",
                       .args = {extra_file}});
  }
  return TrustStore(std::move(parts));
}

std::vector<CertificateFault> TrustStore::Parts::judge(const std::vector<OwnedCertificate>& chain,
                                                       const std::string& host,
                                                       base::Timestamp now) {
  std::vector<CertificateFault> faults;
  const auto add = [&](std::optional<CertificateFault> fault) {
    if (fault && std::ranges::find(faults, *fault) == faults.end()) faults.push_back(*fault);
  };
  X509* const own = chain.front().get();
  const std::unique_ptr<STACK_OF(X509), FreeStack> others(sk_X509_new_null());
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i].get());
  std::vector<int> errors;
  const std::unique_ptr<X509_STORE_CTX, FreeStoreContext> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), ready(), own, others.get());
  X509_STORE_CTX_set_app_data(context.get(), &errors);
  X509_STORE_CTX_set_verify_cb(context.get(), note_error);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(now));
  static_cast<void>(X509_verify_cert(context.get()));
  const bool self_issued =
      X509_NAME_cmp(X509_get_subject_name(own), X509_get_issuer_name(own)) == 0;
  for (const int error : errors) add(fault_of(error, self_issued, chain.size() == 1));
  if (!host.empty() && !names_host(own, host)) add(CertificateFault::wrong_name);
  return faults;
}

std::vector<CertificateFault> TrustStore::judge(const std::vector<std::vector<std::uint8_t>>& chain,
                                                const std::string& host, base::Timestamp now,
                                                JudgeEffort effort) const {
  std::vector<OwnedCertificate> owned;
  for (const auto& der : chain) {
    if (OwnedCertificate parsed = parse_x509(der)) owned.push_back(std::move(parsed));
  }
  if (owned.empty()) return {CertificateFault::broken};
  std::vector<CertificateFault> faults = parts_->judge(owned, host, now);
  // Nobody in the directory vouches for it: perhaps somebody in the bundle does.
  const bool worth_it = effort == JudgeEffort::thorough && !parts_->bundle.empty() &&
                        std::ranges::any_of(faults, is_about_trust);
  if (worth_it) {
    const std::string bundle = std::exchange(parts_->bundle, "");
    static_cast<void>(X509_STORE_load_file(parts_->ready(), bundle.c_str()));
    faults = parts_->judge(owned, host, now);
  }
  ERR_clear_error();
  return faults;
}

std::optional<std::vector<std::uint8_t>> TrustStore::issuer(
    const std::vector<std::vector<std::uint8_t>>& chain) const {
  const OwnedCertificate own = chain.empty() ? nullptr : parse_x509(chain.front());
  if (!own) return std::nullopt;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const OwnedCertificate candidate = parse_x509(chain[i]);
    if (candidate && X509_check_issued(candidate.get(), own.get()) == X509_V_OK) return chain[i];
  }
  const std::unique_ptr<X509_STORE_CTX, FreeStoreContext> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), parts_->ready(), own.get(), nullptr);
  X509* found = nullptr;
  if (X509_STORE_CTX_get1_issuer(&found, context.get(), own.get()) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return der_of(OwnedCertificate(found).get());
}

}  // namespace minato::talk
