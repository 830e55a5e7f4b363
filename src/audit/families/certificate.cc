// The certificate that TLS showed: who vouches for it, for whom, until when, how strongly.
#include <fmt/format.h>

#include <array>

#include "audit/family.h"
#include "audit/words.h"

namespace minato::audit {
namespace {

std::optional<Answer> trust(const Case& given) {
  const auto verdict = given.facts.first("cert.trust");
  if (!verdict) return std::nullopt;
  const std::string subject(given.facts.text("cert.subject"));
  if (*verdict == "ok") return done(subject);
  return missing(fmt::format("{}: {}", subject, *verdict));
}

std::optional<Answer> dates(const Case& given) {
  const auto left = given.facts.number("cert.days-left");
  const auto begins = given.facts.number("cert.not-before");
  if (!left || !begins) return std::nullopt;
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::seconds>(given.now.time_since_epoch()).count();
  constexpr std::int64_t kSoonDays = 7;
  const std::string days = fmt::format("{} d", *left);
  if (*begins > now) return missing(fmt::format("not before {}", *begins), model::Severity::high);
  if (*left < 0) return missing(days, model::Severity::high);
  return *left < kSoonDays ? missing(days) : done(days);
}

std::optional<Answer> name(const Case& given) {
  const auto matches = given.facts.first("cert.name-matches");
  if (!matches) return std::nullopt;
  auto names = given.facts.all("cert.name");
  if (names.empty()) names.push_back(given.facts.text("cert.subject"));
  constexpr std::size_t kMostShown = 8;
  if (names.size() > kMostShown) names.resize(kMostShown);
  return *matches == "yes" ? done(joined(names)) : missing(joined(names));
}

std::optional<Answer> key(const Case& given) {
  const auto text = given.facts.first("cert.key");
  const auto bits = given.facts.number("cert.key-bits").value_or(0);
  if (!text) return std::nullopt;
  const bool rsa = text->starts_with("RSA");
  const bool weak =
      (rsa && bits < 2048) || (text->starts_with("EC ") && bits < 224) || text->starts_with("dsa");
  return weak ? missing(std::string(*text)) : done(std::string(*text));
}

std::optional<Answer> signature(const Case& given) {
  const auto text = given.facts.first("cert.signature");
  if (!text) return std::nullopt;
  const bool weak = contains(*text, "md5") || contains(*text, "sha1") || contains(*text, "md2");
  return weak ? missing(std::string(*text)) : done(std::string(*text));
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;

constexpr std::array kChecks = {
    Check{"tls.certificate-trust", "*", kMedium, {"RFC 5280", "RFC 9525"}, trust},
    Check{"tls.certificate-name", "*", kMedium, {"RFC 9525"}, name},
    Check{"tls.certificate-dates", "*", kMedium, {"RFC 5280"}, dates},
    Check{"tls.certificate-key", "*", kHigh, {"NIST SP 800-57"}, key},
    Check{"tls.certificate-signature", "*", kMedium, {"RFC 9155"}, signature},
};

}  // namespace

extern const Family kCertificateFamily;
const Family kCertificateFamily{.checks = kChecks, .inquire = nullptr};

}  // namespace minato::audit
