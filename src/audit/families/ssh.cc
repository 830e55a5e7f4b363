// SSH: algorithms, host keys, log-in methods. What counts as weak: RFC 8270, 8332, 9142, NIST SP
// 800-131A, and the attacks with names (Terrapin: CVE-2023-48795).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/ssh_audit.h"

namespace minato::audit {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> kWeakExchanges = {
    "diffie-hellman-group1-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1",
    "rsa1024-sha1",
    "gss-group1-sha1-*",
    "gss-group14-sha1-*",
    "gss-gex-sha1-*",
    "ecdh-sha2-1.3.132.0.1",
    "sntrup4591761x25519-sha512@tinyssh.org",
    "diffie-hellman-group15-sha1",
    "ecdh-sha2-nistk163",
    "ecdh-sha2-nistp192",
};
constexpr std::array<std::string_view, 5> kPostQuantum = {
    "sntrup761x25519-sha512*", "mlkem768x25519-sha256*", "mlkem768nistp256-sha256",
    "mlkem1024nistp384-sha384", "x25519-kyber-512r3-sha256-d00@amazon.com"};
constexpr std::array<std::string_view, 15> kWeakCiphers = {
    "none",      "arcfour*",  "des-cbc*", "3des-*",           "blowfish-*",
    "cast128-*", "cast256-*", "idea-*",   "twofish*-cbc",     "serpent*-cbc",
    "aes*-cbc",  "rijndael*", "des",      "seed-cbc@ssh.com", "acss@openssh.org"};
constexpr std::array<std::string_view, 10> kWeakMacs = {
    "none",     "hmac-md5*", "hmac-sha1*",  "*-96*", "hmac-ripemd160*",
    "umac-64*", "*-64*",     "crypticore*", "*md4*", "*sha1-8*"};
constexpr std::array<std::string_view, 6> kWeakSignatures = {
    "ssh-rsa",    "ssh-dss*",     "ssh-rsa-cert-v0*", "ssh-rsa-cert-v01@openssh.com",
    "pgp-sign-*", "x509v3-sign-*"};

std::string weak_ones(const std::vector<std::string_view>& offered, Names weak) {
  std::vector<std::string_view> found;
  for (const std::string_view name : offered) {
    if (matches_any(name, weak)) found.push_back(name);
  }
  return joined(found);
}

std::optional<Answer> judge_list(const Case& given, std::string_view key, Names weak) {
  const auto offered = given.facts.all(key);
  if (offered.empty()) return std::nullopt;
  const std::string found = weak_ones(offered, weak);
  return found.empty() ? done(joined(offered)) : missing(found);
}

std::optional<Answer> key_exchange(const Case& given) {
  return judge_list(given, "ssh.kex", kWeakExchanges);
}
std::optional<Answer> cipher(const Case& given) {
  return judge_list(given, "ssh.cipher", kWeakCiphers);
}
std::optional<Answer> mac(const Case& given) { return judge_list(given, "ssh.mac", kWeakMacs); }
std::optional<Answer> signature(const Case& given) {
  return judge_list(given, "ssh.host-key-algorithm", kWeakSignatures);
}

std::optional<Answer> post_quantum(const Case& given) {
  const auto offered = given.facts.all("ssh.kex");
  if (offered.empty()) return std::nullopt;
  const std::string found = weak_ones(offered, kPostQuantum);
  return found.empty() ? missing(joined(offered)) : done(found);
}

/// The attack needs a cipher it works on, and a server that does not know the strict exchange.
std::optional<Answer> terrapin(const Case& given) {
  const auto ciphers = given.facts.all("ssh.cipher");
  const auto kex = given.facts.all("ssh.kex");
  if (ciphers.empty() || kex.empty()) return std::nullopt;
  if (std::ranges::find(kex, "kex-strict-s-v00@openssh.com") != kex.end()) {
    return done("kex-strict-s-v00@openssh.com");
  }
  std::vector<std::string_view> open;
  const bool etm = std::ranges::any_of(given.facts.all("ssh.mac"), [](std::string_view name) {
    return name.find("-etm@") != std::string_view::npos;
  });
  for (const std::string_view name : ciphers) {
    if (name.starts_with("chacha20-poly1305") || (etm && name.ends_with("-cbc"))) {
      open.push_back(name);
    }
  }
  return open.empty() ? done(joined(ciphers)) : missing(joined(open));
}

std::optional<Answer> host_key_size(const Case& given) {
  const auto keys = given.facts.all("ssh.host-key");
  if (keys.empty()) return std::nullopt;
  std::vector<std::string_view> small;
  for (const std::string_view key : keys) {
    const auto bits = base::parse_number<int>(key.substr(key.find(' ') + 1)).value_or(0);
    if ((key.starts_with("ssh-rsa") && bits < 2048) || key.starts_with("ssh-dss")) {
      small.push_back(key);
    }
  }
  return small.empty() ? done(joined(keys)) : missing(joined(small));
}

bool offers_login(const Case& given, std::string_view method) {
  return given.facts.has("ssh.auth", method);
}

std::optional<Answer> password(const Case& given) {
  if (given.facts.all("ssh.kex").empty()) return std::nullopt;
  if (!given.facts.has("ssh.auth-known")) return undecided("");
  const std::string methods = joined(given.facts.all("ssh.auth"));
  if (offers_login(given, "none")) return missing(methods, model::Severity::high);
  if (offers_login(given, "password") || offers_login(given, "keyboard-interactive")) {
    return missing(methods);
  }
  return done(methods);
}

std::optional<Answer> protocol(const Case& given) {
  const auto version = given.facts.first("ssh.protocol");
  if (!version) return std::nullopt;
  const std::string banner(given.facts.text("ssh.banner"));
  return version->starts_with("2.") ? done(banner) : missing(banner);
}

/// A setting of the server's own configuration, where that could be read: "file:line Keyword
/// value".
struct Setting {
  std::string_view value{};
  std::string evidence{};
};
std::optional<Setting> setting(const Case& given, std::string_view keyword,
                               std::string_view standard) {
  if (!given.facts.has("sshd.config")) return std::nullopt;
  const std::string key = "sshd." + std::string(keyword);
  const auto value = given.facts.first(key);
  if (!value) {
    return Setting{standard,
                   fmt::format("{}: {} {}", given.facts.text("sshd.config"), keyword, standard)};
  }
  return Setting{*value, fmt::format("{}: {} {}", given.facts.text(key + ".at"), keyword, *value)};
}

std::optional<Answer> root_login(const Case& given) {
  const auto found = setting(given, "permitrootlogin", "prohibit-password");
  if (!found) return std::nullopt;
  return found->value == "yes" ? missing(found->evidence) : done(found->evidence);
}

std::optional<Answer> empty_password(const Case& given) {
  const auto found = setting(given, "permitemptypasswords", "no");
  if (!found) return std::nullopt;
  return found->value == "yes" ? missing(found->evidence) : done(found->evidence);
}

std::optional<Answer> tries(const Case& given) {
  const auto found = setting(given, "maxauthtries", "6");
  if (!found) return std::nullopt;
  constexpr unsigned kStandard = 6;
  const auto number = base::parse_number<unsigned>(found->value);
  return !number || *number > kStandard ? missing(found->evidence) : done(found->evidence);
}

std::optional<Answer> x11_forwarding(const Case& given) {
  const auto found = setting(given, "x11forwarding", "no");
  if (!found) return std::nullopt;
  return found->value == "yes" ? missing(found->evidence) : done(found->evidence);
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;

constexpr std::array kChecks = {
    Check{"ssh.protocol", "ssh", kHigh, {"RFC 4253", "CVE-2001-1473"}, protocol},
    Check{"ssh.password", "ssh", kMedium, {"CIS OpenSSH", "NIST SP 800-63B", "RFC 4252"}, password},
    Check{"ssh.root-login", "ssh", kMedium, {"CIS OpenSSH", "sshd_config(5)"}, root_login},
    Check{"ssh.empty-password", "ssh", kHigh, {"CIS OpenSSH", "CWE-258"}, empty_password},
    Check{"ssh.tries", "ssh", kLow, {"CIS OpenSSH", "CWE-307"}, tries},
    Check{"ssh.x11-forwarding", "ssh", kLow, {"CIS OpenSSH", "sshd_config(5)"}, x11_forwarding},
    Check{"ssh.key-exchange", "ssh", kMedium, {"RFC 9142", "NIST SP 800-131A"}, key_exchange},
    Check{"ssh.cipher", "ssh", kMedium, {"RFC 8758", "CVE-2008-5161"}, cipher},
    Check{"ssh.mac", "ssh", kLow, {"RFC 9142", "NIST SP 800-131A"}, mac},
    Check{"ssh.host-key-signature", "ssh", kMedium, {"RFC 8332", "RFC 9142"}, signature},
    Check{"ssh.host-key-size", "ssh", kHigh, {"NIST SP 800-57", "RFC 8270"}, host_key_size},
    Check{"ssh.terrapin", "ssh", kMedium, {"CVE-2023-48795"}, terrapin},
    Check{"ssh.post-quantum", "ssh", kLow, {"NIST IR 8547"}, post_quantum},
};

/// First all lists and the log-ins, then one exchange for each kind of host key there is.
class SshInquiry final : public Inquiry {
 public:
  std::vector<Talk> begin() override {
    std::vector<Talk> talks;
    talks.push_back(
        {.name = "ssh-login", .machine = talk::make_ssh_audit({.host_key = "", .user = "minato"})});
    return talks;
  }
  std::vector<std::string> later() const override { return {"ssh-host-key"}; }
  std::vector<Talk> heard(const Talk& talk, const talk::Facts& facts) override {
    if (talk.name != "ssh-login") {
      for (const std::string_view key : facts.all("ssh.host-key")) {
        if (!facts_.has("ssh.host-key", key)) facts_.add("ssh.host-key", key);
      }
      return {};
    }
    facts_.append(facts);
    std::vector<Talk> talks;
    constexpr std::array<std::string_view, 4> kKinds = {
        "rsa-sha2-512,rsa-sha2-256,ssh-rsa", "ssh-ed25519",
        "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521", "ssh-dss"};
    for (const std::string_view kind : kKinds) {
      if (!offers_any(kind)) continue;
      talks.push_back(
          {.name = "ssh-host-key",
           .machine = talk::make_ssh_audit({.host_key = std::string(kind), .user = ""})});
    }
    return talks;
  }

 private:
  [[nodiscard]] bool offers_any(std::string_view kind) const {
    for (const std::string_view name : base::split(kind, ',')) {
      if (facts_.has("ssh.host-key-algorithm", name)) return true;
    }
    return false;
  }
};

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service == "ssh") inquiries.push_back(std::make_unique<SshInquiry>());
}

}  // namespace

extern const Family kSshFamily;
const Family kSshFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
