// SSL_set_connect_state over two memory BIOs; every call ends in advance().
#include "talk/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

#include "model/ip_address.h"
#include "talk/x509_parts.h"

namespace minato::talk {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};

base::Error library_error(std::string_view call) {
  std::array<char, 256> words{};
  ERR_error_string_n(ERR_get_error(), words.data(), words.size());
  ERR_clear_error();
  base::Error error{.code = base::ErrorCode::unsupported, .key = "error.system-call"};
  error.args = {std::string(call), words.data()};
  return error;
}

/// The wire form of ALPN's list: each name after its length (RFC 7301 section 3.1).
std::vector<std::uint8_t> alpn_list(const std::vector<std::string>& names) {
  std::vector<std::uint8_t> list;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) continue;
    list.push_back(static_cast<std::uint8_t>(name.size()));
    list.insert(list.end(), name.begin(), name.end());
  }
  return list;
}

bool settle_context(SSL_CTX* context, const TlsOptions& options) {
  // The judgement of certificates is ours; the handshake goes on whatever they are.
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_set_security_level(context, options.weak_allowed ? 0 : 1);
  const std::string weak = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
  const std::string& ciphers =
      options.ciphers.empty() && options.weak_allowed ? weak : options.ciphers;
  if (!ciphers.empty() && SSL_CTX_set_cipher_list(context, ciphers.c_str()) != 1) return false;
  return SSL_CTX_set_min_proto_version(context, static_cast<int>(options.lowest)) == 1 &&
         SSL_CTX_set_max_proto_version(context, static_cast<int>(options.highest)) == 1;
}

bool settle_session(SSL* session, const TlsOptions& options) {
  if (!options.server_name.empty() && !model::IpAddress::parse(options.server_name) &&
      SSL_set_tlsext_host_name(session, options.server_name.c_str()) != 1) {
    return false;
  }
  if (options.staple_wanted && SSL_set_tlsext_status_type(session, TLSEXT_STATUSTYPE_ocsp) != 1) {
    return false;
  }
  const auto alpn = alpn_list(options.alpn);
  // This call alone returns 0 for success.
  return alpn.empty() ||
         SSL_set_alpn_protos(session, alpn.data(), static_cast<unsigned>(alpn.size())) == 0;
}

}  // namespace

struct TlsSession::Parts {
  std::unique_ptr<SSL_CTX, FreeContext> context{};
  std::unique_ptr<SSL, FreeSession> session{};
  BIO* from_network = nullptr;  // both belong to the session
  BIO* to_network = nullptr;
  State state = State::handshaking;
  TlsFailure failure{};
  std::vector<std::uint8_t> incoming{};
  std::vector<std::uint8_t> unsent{};
  std::vector<std::uint8_t> first_bytes{};
};

base::Result<std::unique_ptr<TlsSession>> TlsSession::create(const TlsOptions& options) {
  auto parts = std::make_unique<Parts>();
  parts->context.reset(SSL_CTX_new(TLS_client_method()));
  if (!parts->context || !settle_context(parts->context.get(), options)) {
    return base::fail(library_error("SSL_CTX_new"));
  }
  parts->session.reset(SSL_new(parts->context.get()));
  if (!parts->session || !settle_session(parts->session.get(), options)) {
    return base::fail(library_error("SSL_new"));
  }
  parts->from_network = BIO_new(BIO_s_mem());
  parts->to_network = BIO_new(BIO_s_mem());
  if (parts->from_network == nullptr || parts->to_network == nullptr) {
    return base::fail(library_error("BIO_new"));
  }
  SSL_set_bio(parts->session.get(), parts->from_network, parts->to_network);
  SSL_set_connect_state(parts->session.get());
  return std::unique_ptr<TlsSession>(new TlsSession(std::move(parts)));
}

TlsSession::TlsSession(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TlsSession::~TlsSession() = default;

void TlsSession::start() { advance(); }

void TlsSession::receive(base::Bytes encrypted) {
  if (parts_->state == State::failed || parts_->state == State::closed || encrypted.empty()) return;
  if (parts_->first_bytes.size() < 5) {
    parts_->first_bytes.insert(parts_->first_bytes.end(), encrypted.begin(), encrypted.end());
    if (parts_->first_bytes.size() > 16) parts_->first_bytes.resize(16);
  }
  BIO_write(parts_->from_network, encrypted.data(), static_cast<int>(encrypted.size()));
  advance();
}

void TlsSession::send(base::Bytes plain) {
  parts_->unsent.insert(parts_->unsent.end(), plain.begin(), plain.end());
  advance();
}

void TlsSession::close() {
  if (parts_->state != State::open) return;
  ERR_clear_error();
  SSL_shutdown(parts_->session.get());
  parts_->state = State::closed;
}

void TlsSession::advance() {
  if (parts_->state == State::handshaking) {
    ERR_clear_error();
    const int done = SSL_do_handshake(parts_->session.get());
    if (done == 1) {
      parts_->state = State::open;
    } else {
      return fail_with(SSL_get_error(parts_->session.get(), done));
    }
  }
  if (parts_->state != State::open) return;
  if (!parts_->unsent.empty()) {
    ERR_clear_error();
    const int sent = SSL_write(parts_->session.get(), parts_->unsent.data(),
                               static_cast<int>(parts_->unsent.size()));
    if (sent <= 0) return fail_with(SSL_get_error(parts_->session.get(), sent));
    parts_->unsent.erase(parts_->unsent.begin(), parts_->unsent.begin() + sent);
  }
  drain_plain();
}

void TlsSession::drain_plain() {
  std::array<std::uint8_t, 16384> buffer{};
  for (;;) {
    ERR_clear_error();
    const int count =
        SSL_read(parts_->session.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) return fail_with(SSL_get_error(parts_->session.get(), count));
    parts_->incoming.insert(parts_->incoming.end(), buffer.begin(), buffer.begin() + count);
  }
}

void TlsSession::fail_with(int ssl_error) {
  if (ssl_error == SSL_ERROR_WANT_READ || ssl_error == SSL_ERROR_WANT_WRITE) return;
  if (ssl_error == SSL_ERROR_ZERO_RETURN) {
    parts_->state = State::closed;
    return;
  }
  const unsigned long code = ERR_get_error();
  const char* const words = ERR_reason_error_string(code);
  parts_->failure.reason = words != nullptr ? words : "unknown";
  // The library numbers an alert that it was sent 1000 above the alert itself.
  const int reason = ERR_GET_REASON(code);
  if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256) {
    parts_->failure.alert = reason - SSL_AD_REASON_OFFSET;
  }
  // A record begins with its type, 20 to 24, and major version 3 (RFC 8446 section 5.1).
  const auto& first = parts_->first_bytes;
  parts_->failure.not_tls =
      !first.empty() && (first[0] < 20 || first[0] > 24 || (first.size() > 1 && first[1] != 3));
  parts_->state = State::failed;
  ERR_clear_error();
}

std::vector<std::uint8_t> TlsSession::take_outgoing() {
  std::vector<std::uint8_t> bytes(BIO_ctrl_pending(parts_->to_network));
  if (bytes.empty()) return bytes;
  const int count = BIO_read(parts_->to_network, bytes.data(), static_cast<int>(bytes.size()));
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

std::vector<std::uint8_t> TlsSession::take_incoming() {
  return std::exchange(parts_->incoming, {});
}

TlsSession::State TlsSession::state() const { return parts_->state; }
const TlsFailure& TlsSession::failure() const { return parts_->failure; }

std::vector<std::vector<std::uint8_t>> TlsSession::chain() const {
  std::vector<std::vector<std::uint8_t>> chain;
  const STACK_OF(X509)* const sent = SSL_get_peer_cert_chain(parts_->session.get());
  for (int i = 0; sent != nullptr && i < sk_X509_num(sent); ++i) {
    if (auto der = der_of(sk_X509_value(sent, i)); !der.empty()) chain.push_back(std::move(der));
  }
  return chain;
}

std::vector<std::uint8_t> TlsSession::staple() const {
  const unsigned char* response = nullptr;
  const long length = SSL_get_tlsext_status_ocsp_resp(parts_->session.get(), &response);
  if (response == nullptr || length <= 0) return {};
  return {response, response + length};
}

void TlsSession::describe(Facts& facts) const {
  SSL* const session = parts_->session.get();
  facts.add("tls.version", SSL_get_version(session));
  if (const SSL_CIPHER* const cipher = SSL_get_current_cipher(session)) {
    facts.add("tls.cipher", SSL_CIPHER_standard_name(cipher));
  }
  const auto group = SSL_get_negotiated_group(session);
  if (group > 0) {
    if (const char* const name = SSL_group_to_name(session, static_cast<int>(group))) {
      facts.add("tls.group", name);
    }
  }
  const unsigned char* alpn = nullptr;
  unsigned alpn_length = 0;
  SSL_get0_alpn_selected(session, &alpn, &alpn_length);
  if (alpn_length > 0) facts.add("tls.alpn", base::Bytes(alpn, alpn_length));
  for (const auto& der : chain()) facts.add("tls.certificate", base::Bytes(der));
}

std::string_view to_text(TlsVersion version) {
  switch (version) {
    case TlsVersion::tls1_0:
      return "TLSv1";
    case TlsVersion::tls1_1:
      return "TLSv1.1";
    case TlsVersion::tls1_2:
      return "TLSv1.2";
    case TlsVersion::tls1_3:
      return "TLSv1.3";
  }
  return "";
}

}  // namespace minato::talk
