// OpenSSL's server side over memory BIOs.
#include "tls_server.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>

namespace minato::talk {
namespace {

X509* make_certificate(const TestCertificate& wanted, EVP_PKEY* key) {
  X509* const made = X509_new();
  X509_set_version(made, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
  X509_gmtime_adj(X509_getm_notBefore(made), wanted.begins_days * 86400L);
  X509_gmtime_adj(X509_getm_notAfter(made), wanted.ends_days * 86400L);
  X509_set_pubkey(made, key);
  X509_NAME* const name = X509_get_subject_name(made);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(made, name);
  X509_EXTENSION* const names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + wanted.name).c_str());
  X509_add_ext(made, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(made, key, EVP_sha256());
  return made;
}

int choose_alpn(SSL* /*session*/, const unsigned char** chosen, unsigned char* length,
                const unsigned char* offered, unsigned offered_length, void* wanted) {
  const auto& alpn = *static_cast<const std::string*>(wanted);
  for (unsigned at = 0; at + 1 <= offered_length; at += offered[at] + 1U) {
    if (alpn == std::string(reinterpret_cast<const char*>(offered + at + 1), offered[at])) {
      *chosen = offered + at + 1;
      *length = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsServer::TlsServer(const TestCertificate& certificate, const std::string& alpn)
    : context_(SSL_CTX_new(TLS_server_method())), alpn_(alpn) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const made = make_certificate(certificate, key);
  if (SSL_CTX_use_certificate(context_, made) != 1 || SSL_CTX_use_PrivateKey(context_, key) != 1) {
    throw std::runtime_error("the test's certificate was not taken");
  }
  X509_free(made);
  EVP_PKEY_free(key);
  if (!alpn_.empty()) SSL_CTX_set_alpn_select_cb(context_, choose_alpn, &alpn_);
}

TlsServer::~TlsServer() {
  SSL_free(session_);
  SSL_CTX_free(context_);
}

void TlsServer::limit(int lowest, int highest) {
  SSL_CTX_set_min_proto_version(context_, lowest);
  SSL_CTX_set_max_proto_version(context_, highest);
}

std::vector<std::uint8_t> TlsServer::answer(base::Bytes from_client) {
  if (session_ == nullptr) {
    session_ = SSL_new(context_);
    SSL_set_bio(session_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(session_);
  }
  if (!from_client.empty()) {
    BIO_write(SSL_get_rbio(session_), from_client.data(), static_cast<int>(from_client.size()));
  }
  if (SSL_do_handshake(session_) == 1) {
    if (const char* const name = SSL_get_servername(session_, TLSEXT_NAMETYPE_host_name)) {
      server_name_ = name;
    }
    std::array<char, 4096> buffer{};
    for (int n = 0; (n = SSL_read(session_, buffer.data(), buffer.size())) > 0;) {
      heard_.append(buffer.data(), static_cast<std::size_t>(n));
    }
    if (!to_say_.empty()) SSL_write(session_, to_say_.data(), static_cast<int>(to_say_.size()));
    to_say_.clear();
  }
  std::vector<std::uint8_t> out(BIO_ctrl_pending(SSL_get_wbio(session_)));
  if (!out.empty()) BIO_read(SSL_get_wbio(session_), out.data(), static_cast<int>(out.size()));
  return out;
}

}  // namespace minato::talk
