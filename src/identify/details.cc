// Certificates and host keys as details.
#include "identify/details.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "talk/audits/ssh_audit.h"
#include "talk/audits/ssh_crypto.h"
#include "talk/certificate.h"
#include "talk/protocols.h"

namespace minato::identify {
namespace {

constexpr std::size_t kLongestDetail = 400;
constexpr std::string_view kCertificate = "certificate-";
constexpr std::string_view kHostKey = "host-key-";
constexpr std::array<std::string_view, 3> kHostKeySorts = {
    "ssh-ed25519", "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521",
    "rsa-sha2-512,rsa-sha2-256,ssh-rsa"};

void add(model::Service& service, std::string_view prefix, std::string_view key,
         std::string_view value) {
  if (value.empty()) return;
  std::string name = std::string(prefix) + std::string(key);
  if (!model::detail(service, name).empty()) return;
  service.details.push_back({std::move(name), std::string(value.substr(0, kLongestDetail))});
}

std::string colon_hex(base::Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += fmt::format("{}{:02X}", text.empty() ? "" : ":", byte);
  }
  return text;
}

/// Without padding, as ssh-keygen writes it.
std::string base64(base::Bytes bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  unsigned kept = 0, bits = 0;
  for (const std::uint8_t byte : bytes) {
    kept = (kept << 8 | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) text += kLetters[kept >> (bits - 6) & 0x3f];
  }
  if (bits > 0) text += kLetters[kept << (6 - bits) & 0x3f];
  return text;
}

/// As many names as fit, whole.
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (text.size() + name.size() + 2 > kLongestDetail) return text + ", …";
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

void add_certificate(model::Service& service, base::Bytes der) {
  const auto certificate = talk::read_certificate(der);
  if (!certificate) return;
  add(service, kCertificate, "subject", certificate->subject);
  add(service, kCertificate, "issuer", certificate->issuer);
  add(service, kCertificate, "from", base::to_text(certificate->begins).substr(0, 10));
  add(service, kCertificate, "until", base::to_text(certificate->ends).substr(0, 10));
  add(service, kCertificate, "names", listed(certificate->names));
  add(service, kCertificate, "key", certificate->key);
  add(service, kCertificate, "sha256", colon_hex(talk::sha256(der)));
}

/// A type is a word of the protocol; anything else is not shown as a key.
bool is_type(std::string_view type) {
  return !type.empty() && type.size() < 40 &&
         std::ranges::all_of(
             type,
             [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void add_host_key(model::Service& service, const talk::Facts& facts) {
  const auto hash = facts.first("ssh.host-key-sha256");
  const std::string_view key = facts.text("ssh.host-key");
  const std::size_t space = key.find(' ');
  if (!hash || space == std::string_view::npos || !is_type(key.substr(0, space))) return;
  add(service, kHostKey, key.substr(0, space),
      fmt::format("{} SHA256:{}", key.substr(space + 1), base64(base::as_bytes(*hash))));
}

}  // namespace

std::vector<FurtherQuestion> further_questions(const model::Service& service,
                                               std::span<const Evidence> evidence) {
  std::vector<FurtherQuestion> questions;
  if (service.name == "ssh" && service.tunnel.empty()) {
    for (const std::string_view sort : kHostKeySorts) {
      questions.push_back({.host_key = std::string(sort)});
    }
    return questions;
  }
  const bool shown = std::ranges::any_of(
      evidence, [](const Evidence& one) { return one.facts.has("tls.certificate"); });
  const talk::Protocol* const protocol = talk::find_protocol(service.name);
  if (!shown && service.tunnel.empty() && protocol != nullptr && protocol->starttls) {
    questions.push_back({.starttls = protocol});
  }
  return questions;
}

std::unique_ptr<talk::Machine> machine_of(const FurtherQuestion& question,
                                          const talk::MachineOptions& options) {
  if (question.starttls != nullptr) return question.starttls->create(options);
  return talk::make_ssh_audit({.host_key = question.host_key});
}

void add_details(model::Service& service, std::span<const Evidence> evidence) {
  for (const Evidence& one : evidence) {
    // The first is the server's own, the others vouch for it.
    if (const auto der = one.facts.first("tls.certificate")) {
      add_certificate(service, base::as_bytes(*der));
    }
    add_host_key(service, one.facts);
  }
}

}  // namespace minato::identify
