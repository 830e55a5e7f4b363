// TLS wherever it is spoken, from the first byte or after STARTTLS: versions, ciphers, groups and
// the attacks that still matter. Our own ClientHellos, one connection each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "audit/family.h"
#include "audit/services.h"
#include "audit/tls_names.h"
#include "audit/words.h"
#include "talk/audits/certificate_facts.h"
#include "talk/audits/tls_hello.h"

namespace minato::audit {
namespace {

constexpr std::array<std::uint16_t, 5> kVersions = {0x0300, 0x0301, 0x0302, 0x0303, 0x0304};
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;
constexpr std::size_t kMostHellos = 400;  // a server that agrees to everything ends nowhere else

/// Asks each version with all ciphers, takes off the one that was chosen, and asks again, until the
/// server has no more; beside that each group of TLS 1.3 alone.
class TlsSurvey final : public Inquiry {
 public:
  explicit TlsSurvey(const Target& target)
      : host_(target.host), ca_file_(target.ca_file), now_(target.now) {
    is_name_ = !model::IpAddress::parse(host_).has_value();
    preamble_ = preamble_of(target.service, target.tunnel);
  }

  std::vector<Talk> begin() override {
    std::vector<Talk> talks;
    for (const std::uint16_t version : kVersions) {
      for (const TlsCipher& cipher : tls_ciphers()) {
        if ((cipher.number >> 8 == 0x13) == (version == kTls13)) {
          left_[version].push_back(cipher.number);
        }
      }
      talks.push_back(hello(version));
    }
    return talks;
  }

  std::vector<Talk> heard(const Talk& talk, const talk::Facts& facts) override {
    const auto words = base::words(talk.name);
    const auto version = base::parse_number<std::uint16_t>(words.at(1)).value_or(0);
    if (words.front() == "tls-group") {
      note_group(facts);
      return {};
    }
    if (words.front() == "tls-compression") {
      if (facts.has("hello.compression")) facts_.add("tls.compression", "DEFLATE");
      return {};
    }
    if (words.front() == "tls-order") {
      const auto chosen = facts.number("hello.cipher");
      if (chosen) facts_.add("tls.order", *chosen == favourite_ ? "server" : "client");
      return {};
    }
    if (words.front() == "tls-fallback") {
      if (facts.has("hello.cipher")) facts_.add_flag("tls.fallback-accepted");
      return {};
    }
    return take_hello(version, facts);
  }

 private:
  Talk hello(std::uint16_t version, std::string_view name = "tls-hello") {
    ++asked_;
    talk::HelloOptions options{.version = version,
                               .ciphers = left_[version],
                               .groups = tls_group_numbers(),
                               .server_name = is_name_ ? host_ : "",
                               .preamble = preamble_};
    // X25519 first, with a share: the answer tells the most.
    std::ranges::stable_partition(options.groups, [](auto group) { return group == 0x001d; });
    if (name == "tls-compression") options.compression = true;
    if (name == "tls-fallback") options.fallback = true;
    return {.name = fmt::format("{} {}", name, version),
            .machine = talk::make_tls_hello(std::move(options))};
  }

  /// Asks once more with its favourite at the end: who still gets it has a server that decides.
  Talk order_hello(std::uint16_t favourite) {
    ++asked_;
    favourite_ = favourite;
    talk::HelloOptions options{.version = kTls12,
                               .ciphers = left_[kTls12],
                               .groups = tls_group_numbers(),
                               .server_name = is_name_ ? host_ : "",
                               .preamble = preamble_};
    options.ciphers.push_back(favourite);
    return {.name = fmt::format("tls-order {}", kTls12),
            .machine = talk::make_tls_hello(std::move(options))};
  }

  Talk group_hello(std::uint16_t group) {
    ++asked_;
    return {.name = fmt::format("tls-group {}", kTls13),
            .machine = talk::make_tls_hello({.version = kTls13,
                                             .ciphers = {0x1301, 0x1302, 0x1303},
                                             .groups = {group},
                                             .server_name = is_name_ ? host_ : "",
                                             .preamble = preamble_})};
  }

  std::vector<Talk> take_hello(std::uint16_t version, const talk::Facts& facts) {
    std::vector<Talk> talks;
    const auto cipher = facts.number("hello.cipher");
    if (!cipher || facts.number("hello.version") != version) return talks;
    auto& left = left_[version];
    const auto at = std::ranges::find(left, static_cast<std::uint16_t>(*cipher));
    if (at == left.end()) return talks;  // it chose what was not offered
    left.erase(at);
    const bool first = !facts_.has("tls.version", tls_version_name(version));
    if (first) {
      facts_.add("tls.version", tls_version_name(version));
      first_of(version, facts, talks);
    }
    facts_.add("tls.accepts", fmt::format("{} {}", tls_version_name(version),
                                          tls_cipher_name(static_cast<std::uint16_t>(*cipher))));
    if (facts.has("hello.dh-bits")) facts_.add("tls.dh-bits", facts.text("hello.dh-bits"));
    note_group(facts);
    if (!left.empty() && asked_ < kMostHellos) talks.push_back(hello(version));
    return talks;
  }

  /// What one answer of a version tells is taken from the first.
  void first_of(std::uint16_t version, const talk::Facts& facts, std::vector<Talk>& talks) {
    if (version == kTls13) {
      for (const std::uint16_t group : tls_group_numbers()) talks.push_back(group_hello(group));
      return;
    }
    if (!facts.has("hello.secure-renegotiation")) {
      facts_.add("tls.insecure-renegotiation", tls_version_name(version));
    }
    describe(facts);
    if (version == kTls12) {
      talks.push_back(hello(version, "tls-compression"));
      talks.push_back(order_hello(static_cast<std::uint16_t>(*facts.number("hello.cipher"))));
      return;
    }
    // Whether the lower version is refused to a client that says it could do better (RFC 7507).
    talks.push_back(hello(version, "tls-fallback"));
  }

  void describe(const talk::Facts& facts) {
    if (facts_.has("cert.subject")) return;
    talk::CertificateQuestion question{
        .host = host_,
        .ca_file = ca_file_,
        .now_seconds =
            std::chrono::duration_cast<std::chrono::seconds>(now_.time_since_epoch()).count()};
    const auto chain = facts.all("hello.certificate");
    for (const std::string_view der : chain) question.chain.push_back(base::as_bytes(der));
    talk::describe_certificates(question, facts_);
  }

  void note_group(const talk::Facts& facts) {
    const auto group = facts.number("hello.group");
    if (!group) return;
    const std::string name = tls_group_name(static_cast<std::uint16_t>(*group));
    if (!facts_.has("tls.group", name)) facts_.add("tls.group", name);
  }

  std::string host_, ca_file_;
  std::uint16_t favourite_ = 0;
  base::Timestamp now_;
  bool is_name_ = false;
  talk::TlsPreamble preamble_ = talk::TlsPreamble::none;
  std::map<std::uint16_t, std::vector<std::uint16_t>> left_{};
  std::size_t asked_ = 0;
};

/// The accepted pairs "version cipher" for which `is_bad` says so.
template <typename IsBad>
std::optional<Answer> judge_accepted(const Case& given, IsBad is_bad) {
  const auto accepted = given.facts.all("tls.accepts");
  if (accepted.empty()) return std::nullopt;
  std::vector<std::string_view> bad;
  for (const std::string_view pair : accepted) {
    if (is_bad(pair.substr(0, pair.find(' ')), pair.substr(pair.find(' ') + 1))) {
      bad.push_back(pair);
    }
  }
  constexpr std::size_t kMostShown = 6;
  const std::size_t more = bad.size() > kMostShown ? bad.size() - kMostShown : 0;
  bad.resize(bad.size() - more);
  std::string shown = joined(bad);
  if (more > 0) shown += fmt::format(", +{}", more);
  return bad.empty() ? done() : missing(shown);
}

std::optional<Answer> protocols(const Case& given) {
  const auto versions = given.facts.all("tls.version");
  if (versions.empty()) return std::nullopt;
  std::vector<std::string_view> old;
  for (const std::string_view version : versions) {
    if (version != "TLSv1.2" && version != "TLSv1.3") old.push_back(version);
  }
  if (old.empty()) return done(joined(versions));
  const bool ssl = std::ranges::find(old, "SSLv3") != old.end();
  return missing(joined(old), ssl ? std::optional(model::Severity::high) : std::nullopt);
}

std::optional<Answer> modern(const Case& given) {
  const auto versions = given.facts.all("tls.version");
  if (versions.empty()) return std::nullopt;
  return given.facts.has("tls.version", "TLSv1.3") ? done("TLSv1.3") : missing(joined(versions));
}

/// Broken: anybody who records the bytes reads them, or nobody is who they say.
std::optional<Answer> ciphers(const Case& given) {
  constexpr std::array<std::string_view, 9> kBroken = {"*_NULL_*", "*_EXPORT*",   "*_anon_*",
                                                       "*_RC4_*",  "*_DES_CBC_*", "*_DES40_*",
                                                       "*_RC2_*",  "*_3DES_*",    "*_MD5"};
  return judge_accepted(
      given, [&](std::string_view, std::string_view name) { return matches_any(name, kBroken); });
}

std::optional<Answer> forward_secrecy(const Case& given) {
  return judge_accepted(given, [](std::string_view, std::string_view name) {
    return name.starts_with("TLS_RSA_") || name.starts_with("TLS_ECDH_") ||
           name.starts_with("TLS_DH_");
  });
}

std::optional<Answer> block_modes(const Case& given) {
  return judge_accepted(given, [](std::string_view version, std::string_view name) {
    return version == "TLSv1.2" && name.find("_CBC_") != std::string_view::npos;
  });
}

std::optional<Answer> group(const Case& given) {
  std::vector<std::string> weak;
  for (const std::string_view bits : given.facts.all("tls.dh-bits")) {
    std::string text = fmt::format("DH {} bit", bits);
    if (base::parse_number<int>(bits).value_or(0) < 2048 &&
        std::ranges::find(weak, text) == weak.end()) {
      weak.push_back(std::move(text));
    }
  }
  for (const std::string_view name : given.facts.all("tls.group")) {
    if (name == "secp192r1" || name == "secp224r1") weak.emplace_back(name);
  }
  if (!given.facts.has("tls.group") && !given.facts.has("tls.dh-bits")) return std::nullopt;
  const std::vector<std::string_view> views(weak.begin(), weak.end());
  return weak.empty() ? done(joined(given.facts.all("tls.group"))) : missing(joined(views));
}

std::optional<Answer> renegotiation(const Case& given) {
  if (!given.facts.has("tls.version")) return std::nullopt;
  const auto versions = given.facts.all("tls.insecure-renegotiation");
  return versions.empty() ? done("RFC 5746") : missing(joined(versions));
}

std::optional<Answer> compression(const Case& given) {
  if (!given.facts.has("tls.version")) return std::nullopt;
  const auto seen = given.facts.first("tls.compression");
  return seen ? missing(std::string(*seen)) : done();
}

std::optional<Answer> fallback(const Case& given) {
  // It only means something where a lower version stands beside a higher one.
  if (given.facts.all("tls.version").size() < 2) return std::nullopt;
  if (given.facts.has("tls.fallback-accepted")) return missing("TLS_FALLBACK_SCSV");
  return done();
}

/// Who chooses the suite of TLS 1.2. It only matters where weak ones stand beside strong ones.
std::optional<Answer> cipher_order(const Case& given) {
  const auto order = given.facts.first("tls.order");
  if (!order) return std::nullopt;
  const auto is_missing = [](const std::optional<Answer>& answer) {
    return answer && answer->status == model::FindingStatus::missing;
  };
  const bool mixed = is_missing(ciphers(given)) || is_missing(forward_secrecy(given)) ||
                     is_missing(block_modes(given));
  return *order == "client" && mixed ? missing(std::string(*order)) : done(std::string(*order));
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;

constexpr std::array kChecks = {
    Check{"tls.protocols", "*", kMedium, {"RFC 8996", "RFC 7568", "CVE-2014-3566"}, protocols},
    Check{"tls.ciphers", "*", kHigh, {"RFC 9325", "RFC 7465", "CVE-2016-2183"}, ciphers},
    Check{"tls.group", "*", kMedium, {"RFC 9325", "CVE-2015-4000"}, group},
    Check{"tls.renegotiation", "*", kMedium, {"RFC 5746", "CVE-2009-3555"}, renegotiation},
    Check{"tls.compression", "*", kMedium, {"CVE-2012-4929"}, compression},
    Check{"tls.fallback", "*", kLow, {"RFC 7507"}, fallback},
    Check{"tls.forward-secrecy", "*", kLow, {"RFC 9325"}, forward_secrecy},
    Check{"tls.block-modes", "*", kLow, {"RFC 7366", "CVE-2013-0169"}, block_modes},
    Check{"tls.cipher-order", "*", kLow, {"RFC 9325", "NIST SP 800-52"}, cipher_order},
    Check{"tls.modern", "*", kLow, {"RFC 8446"}, modern},
};

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.endpoint.port.transport != model::Transport::tcp) return;
  const bool in_front = target.tunnel == "tls";
  if (in_front || preamble_of(target.service, target.tunnel) != talk::TlsPreamble::none) {
    inquiries.push_back(std::make_unique<TlsSurvey>(target));
  }
}

}  // namespace

extern const Family kTlsFamily;
const Family kTlsFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
