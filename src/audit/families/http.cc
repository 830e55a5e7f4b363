// HTTP: encryption, headers, cookies, what is shown that should not be, ways out of the folder.
#include <fmt/format.h>

#include <array>

#include "audit/families/http_inquiry.h"
#include "audit/http_words.h"
#include "audit/words.h"

namespace minato::audit {
namespace {

constexpr std::int64_t kHalfYearSeconds = 15'552'000;

std::optional<HttpReply> root(const Case& given) {
  const auto raw = given.facts.first("http.root");
  return raw ? HttpReply::read(*raw) : std::nullopt;
}

bool redirects_to_tls(const HttpReply& reply) {
  if (reply.status < 300 || reply.status > 399) return false;
  return contains(reply.header("location").value_or(""), "https://");
}

/// The site itself, not the sign that points to it.
std::optional<HttpReply> site(const Case& given) {
  auto reply = root(given);
  if (reply && given.tunnel.empty() && redirects_to_tls(*reply)) return std::nullopt;
  return reply;
}

bool is_page(const HttpReply& reply) {
  return contains(reply.header("content-type").value_or(""), "text/html");
}

std::optional<Answer> redirect(const Case& given) {
  const auto reply = root(given);
  if (!reply || given.tunnel == "tls") return std::nullopt;
  const std::string seen = first_line(reply->head);
  return redirects_to_tls(*reply) ? done(std::string(*reply->header("location"))) : missing(seen);
}

std::optional<Answer> hsts(const Case& given) {
  const auto reply = root(given);
  if (!reply || given.tunnel != "tls") return std::nullopt;
  const auto header = reply->header("strict-transport-security");
  if (!header) return missing(first_line(reply->head));
  const std::string text = base::to_lower(*header);
  const std::size_t at = text.find("max-age=");
  std::int64_t age = 0;
  if (at != std::string::npos) {
    std::size_t length = 0;
    const std::string_view digits = std::string_view(text).substr(at + 8);
    while (length < digits.size() && digits[length] >= '0' && digits[length] <= '9') ++length;
    age = base::parse_number<std::int64_t>(digits.substr(0, length)).value_or(0);
  }
  return age >= kHalfYearSeconds ? done(std::string(*header)) : missing(std::string(*header));
}

std::optional<Answer> headers(const Case& given) {
  const auto reply = site(given);
  if (!reply || !is_page(*reply) || reply->status != 200) return std::nullopt;
  std::vector<std::string_view> lacking;
  const auto policy = reply->header("content-security-policy");
  if (!policy) lacking.emplace_back("Content-Security-Policy");
  if (!reply->header("x-content-type-options")) lacking.emplace_back("X-Content-Type-Options");
  if (!reply->header("x-frame-options") && !contains(policy.value_or(""), "frame-ancestors")) {
    lacking.emplace_back("X-Frame-Options");
  }
  if (!reply->header("referrer-policy")) lacking.emplace_back("Referrer-Policy");
  return lacking.empty() ? done() : missing(joined(lacking));
}

std::optional<Answer> cookies(const Case& given) {
  const auto reply = site(given);
  if (!reply) return std::nullopt;
  const auto all = reply->headers("set-cookie");
  if (all.empty()) return std::nullopt;
  std::vector<std::string> bad;
  for (const std::string_view cookie : all) {
    std::vector<std::string_view> lacks;
    if (!contains(cookie, "httponly")) lacks.emplace_back("HttpOnly");
    if (!contains(cookie, "secure")) lacks.emplace_back("Secure");
    if (!contains(cookie, "samesite")) lacks.emplace_back("SameSite");
    if (lacks.empty()) continue;
    bad.push_back(fmt::format("{}: {}", cookie.substr(0, cookie.find('=')), joined(lacks)));
  }
  const std::vector<std::string_view> views(bad.begin(), bad.end());
  return bad.empty() ? done() : missing(joined(views));
}

std::optional<Answer> version_leak(const Case& given) {
  const auto reply = root(given);
  if (!reply) return std::nullopt;
  const auto digit = [](std::string_view text) {
    return text.find_first_of("0123456789") != std::string_view::npos;
  };
  std::vector<std::string_view> told;
  for (const std::string_view name : {"server", "x-powered-by", "x-aspnet-version"}) {
    const auto value = reply->header(name);
    if (value && digit(*value)) told.push_back(*value);
  }
  return told.empty() ? done(std::string(reply->header("server").value_or("")))
                      : missing(joined(told));
}

/// Missing when the fact is there, done when the question was asked and it is not.
std::optional<Answer> absent(const Case& given, std::string_view key) {
  if (!given.facts.has("http.heard")) return std::nullopt;
  const auto seen = given.facts.all(key);
  return seen.empty() ? done() : missing(joined(seen));
}

std::optional<Answer> exposed(const Case& given) { return absent(given, "http.exposed"); }
std::optional<Answer> status_page(const Case& given) { return absent(given, "http.status-page"); }
std::optional<Answer> listing(const Case& given) { return absent(given, "http.listing"); }
std::optional<Answer> traversal(const Case& given) { return absent(given, "http.traversal"); }
std::optional<Answer> trace(const Case& given) { return absent(given, "http.trace"); }

std::optional<Answer> methods(const Case& given) {
  const auto allow = given.facts.first("http.allow");
  if (!allow) return std::nullopt;
  std::vector<std::string_view> risky;
  for (const std::string_view part : base::split(*allow, ',')) {
    const std::string_view name = base::trim(part);
    for (const std::string_view bad : {"PUT", "DELETE", "PROPFIND", "CONNECT", "MOVE", "MKCOL"}) {
      if (name == bad) risky.push_back(name);
    }
  }
  // What is announced need not be granted: nothing is written to find out.
  return risky.empty() ? done(std::string(*allow)) : undecided(joined(risky));
}

std::optional<Answer> default_page(const Case& given) {
  const auto reply = site(given);
  if (!reply || reply->status != 200) return std::nullopt;
  for (const std::string_view mark :
       {"Welcome to nginx!", "Apache2 Debian Default Page", "Apache2 Ubuntu Default Page",
        "Test Page for the", "IIS Windows Server", "<h1>It works!</h1>"}) {
    if (contains(reply->body, mark)) return missing(std::string(mark));
  }
  return done();
}

std::optional<Answer> registry(const Case& given) {
  const auto open = given.facts.all("http.registry");
  if (open.empty()) return std::nullopt;
  return missing(joined(open));
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;

constexpr std::array kChecks = {
    Check{"http.traversal", "http", kHigh, {"CWE-22", "CVE-2021-41773", "IPA"}, traversal},
    Check{"http.exposed-files", "http", kHigh, {"CWE-538", "CWE-527"}, exposed},
    Check{"docker-registry.authentication", "http", kHigh, {"CWE-306"}, registry},
    Check{"http.redirect", "http", kMedium, {"RFC 9110", "NIST SP 800-52"}, redirect},
    Check{"http.status-page", "http", kMedium, {"CWE-200", "CIS"}, status_page},
    Check{"http.trace", "http", kLow, {"CWE-693", "RFC 9110"}, trace},
    Check{"http.listing", "http", kMedium, {"CWE-548", "CIS"}, listing},
    Check{"http.hsts", "http", kLow, {"RFC 6797"}, hsts},
    Check{"http.cookies", "http", kLow, {"RFC 6265", "CWE-1004"}, cookies},
    Check{"http.headers", "http", kLow, {"OWASP Secure Headers"}, headers},
    Check{"http.version-leak", "*", kLow, {"CWE-200", "CIS"}, version_leak},
    Check{"http.methods", "http", kLow, {"RFC 9110", "CWE-650"}, methods},
    Check{"http.default-page", "http", kLow, {"CIS"}, default_page},
};

}  // namespace

extern const Family kHttpFamily;
const Family kHttpFamily{.checks = kChecks, .inquire = inquire_http};

}  // namespace minato::audit
