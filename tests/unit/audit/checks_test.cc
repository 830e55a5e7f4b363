// Checks answer from facts; their sentences, remedies and ends of life are whole.
#include "audit/check.h"

#include <gmock/gmock.h>

#include "audit/family.h"
#include "audit/remedies.h"
#include "audit/services.h"
#include "base/text.h"

namespace minato::audit {
namespace {

using model::FindingStatus;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

struct Lesson {
  std::string_view name;
  std::string_view service;
  std::string_view tunnel;
  std::vector<std::pair<std::string_view, std::string_view>> facts;
  std::string_view check;
  FindingStatus expected;
};

const model::Finding* find(const std::vector<model::Finding>& findings, std::string_view id) {
  for (const model::Finding& finding : findings) {
    if (finding.id == id) return &finding;
  }
  return nullptr;
}

std::vector<model::Finding> judged(const Lesson& lesson, talk::Facts& facts) {
  for (const auto& [key, value] : lesson.facts) facts.add(key, value);
  const Case given{.facts = facts, .service = lesson.service, .tunnel = lesson.tunnel, .host = "h"};
  const model::Endpoint endpoint{*model::IpAddress::parse("192.0.2.1"),
                                 {4242, model::Transport::tcp}};
  return judge(given, endpoint, {});
}

TEST(Checks, AnswerFromFactsAlone) {
  constexpr auto kDone = FindingStatus::done;
  constexpr auto kMissing = FindingStatus::missing;
  constexpr auto kUnknown = FindingStatus::unknown;
  const std::vector<Lesson> lessons = {
      {"a CBC cipher", "ssh", "", {{"ssh.cipher", "aes128-cbc"}}, "ssh.cipher", kMissing},
      {"AES-GCM", "ssh", "", {{"ssh.cipher", "aes256-gcm@openssh.com"}}, "ssh.cipher", kDone},
      {"group 1",
       "ssh",
       "",
       {{"ssh.kex", "diffie-hellman-group1-sha1"}},
       "ssh.key-exchange",
       kMissing},
      {"log-ins nobody told",
       "ssh",
       "",
       {{"ssh.kex", "curve25519-sha256"}},
       "ssh.password",
       kUnknown},
      {"keys only",
       "ssh",
       "",
       {{"ssh.kex", "x"}, {"ssh.auth-known", "yes"}, {"ssh.auth", "publickey"}},
       "ssh.password",
       kDone},
      {"a password",
       "ssh",
       "",
       {{"ssh.kex", "x"}, {"ssh.auth-known", "yes"}, {"ssh.auth", "password"}},
       "ssh.password",
       kMissing},
      {"Terrapin needs its cipher",
       "ssh",
       "",
       {{"ssh.kex", "curve25519-sha256"}, {"ssh.cipher", "aes256-gcm@openssh.com"}},
       "ssh.terrapin",
       kDone},
      {"Terrapin",
       "ssh",
       "",
       {{"ssh.kex", "curve25519-sha256"}, {"ssh.cipher", "chacha20-poly1305@openssh.com"}},
       "ssh.terrapin",
       kMissing},
      {"strict exchange",
       "ssh",
       "",
       {{"ssh.kex", "kex-strict-s-v00@openssh.com"},
        {"ssh.cipher", "chacha20-poly1305@openssh.com"}},
       "ssh.terrapin",
       kDone},
      {"a short RSA key",
       "ssh",
       "",
       {{"ssh.host-key", "ssh-rsa 1024"}},
       "ssh.host-key-size",
       kMissing},
      {"a long RSA key", "ssh", "", {{"ssh.host-key", "ssh-rsa 3072"}}, "ssh.host-key-size", kDone},
      {"TLS 1.0", "http", "tls", {{"tls.version", "TLSv1.0"}}, "tls.protocols", kMissing},
      {"TLS 1.3", "http", "tls", {{"tls.version", "TLSv1.3"}}, "tls.protocols", kDone},
      {"3DES",
       "http",
       "tls",
       {{"tls.accepts", "TLSv1.2 TLS_RSA_WITH_3DES_EDE_CBC_SHA"}},
       "tls.ciphers",
       kMissing},
      {"ECDHE with GCM",
       "http",
       "tls",
       {{"tls.accepts", "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}},
       "tls.ciphers",
       kDone},
      {"a 1024-bit group", "http", "tls", {{"tls.dh-bits", "1024"}}, "tls.group", kMissing},
      {"HSTS for a minute",
       "http",
       "tls",
       {{"http.root", "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=60\r\n\r\n"}},
       "http.hsts",
       kMissing},
      {"HSTS for two years",
       "http",
       "tls",
       {{"http.root", "HTTP/1.1 200 OK\r\nstrict-transport-security: max-age=63072000\r\n\r\n"}},
       "http.hsts",
       kDone},
      {"a redirect to TLS",
       "http",
       "",
       {{"http.root", "HTTP/1.1 301 Moved\r\nLocation: https://h/\r\n\r\n"}},
       "http.redirect",
       kDone},
      {"a redirect to plain text",
       "http",
       "",
       {{"http.root", "HTTP/1.1 301 Moved\r\nLocation: http://h/x\r\n\r\n"}},
       "http.redirect",
       kMissing},
      {"a relay", "smtp", "", {{"smtp.relay-0", "250 2.1.5 Ok\r\n"}}, "smtp.open-relay", kMissing},
      {"no relay",
       "smtp",
       "",
       {{"smtp.relay-0", "554 5.7.1 Relay access denied\r\n"}},
       "smtp.open-relay",
       kDone},
      {"greylisting tells nothing",
       "smtp",
       "",
       {{"smtp.relay-0", "450 4.2.0 Try later\r\n"}},
       "smtp.open-relay",
       kUnknown},
      {"a form that may bounce",
       "smtp",
       "",
       {{"smtp.relay-6", "250 Ok\r\n"}},
       "smtp.open-relay",
       kUnknown},
      {"anonymous FTP",
       "ftp",
       "",
       {{"ftp.user", "331 Password\r\n"}, {"ftp.password", "230 Welcome\r\n"}},
       "ftp.anonymous",
       kMissing},
      {"FTP for its own people",
       "ftp",
       "",
       {{"ftp.user", "331 Password\r\n"}, {"ftp.password", "530 No\r\n"}},
       "ftp.anonymous",
       kDone},
      {"IMAP before TLS",
       "imap",
       "",
       {{"imap.capability", "* CAPABILITY IMAP4rev1\r\n"}},
       "imap.plain-login",
       kMissing},
      {"IMAP that waits for TLS",
       "imap",
       "",
       {{"imap.capability", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n"}},
       "imap.plain-login",
       kDone},
  };
  for (const Lesson& lesson : lessons) {
    talk::Facts facts;
    const auto findings = judged(lesson, facts);
    const model::Finding* finding = find(findings, lesson.check);
    ASSERT_NE(finding, nullptr) << lesson.name;
    EXPECT_EQ(finding->status, lesson.expected) << lesson.name << ": " << finding->evidence;
  }
}

TEST(Checks, SayNothingWhereNothingWasLearned) {
  for (const std::string_view service : {"ssh", "smtp", "http", "ftp", "telnet", "redis"}) {
    talk::Facts facts;
    const Lesson nothing{"", service, "", {}, "", FindingStatus::unknown};
    EXPECT_THAT(judged(nothing, facts), IsEmpty()) << service;
  }
}

TEST(Checks, HaveSentencesInBothLanguagesAndAnIdOfTheirOwn) {
  std::vector<std::string_view> ids;
  for (const Family* family : families()) {
    for (const Check& check : family->checks) {
      EXPECT_TRUE(base::has_text("audit." + std::string(check.id) + ".title")) << check.id;
      EXPECT_TRUE(base::has_text("audit." + std::string(check.id) + ".fix")) << check.id;
      EXPECT_THAT(ids, Not(Contains(check.id)));
      EXPECT_FALSE(check.references.front().empty()) << check.id;
      ids.push_back(check.id);
    }
  }
}

TEST(Checks, AreChosenByIdAndByGroup) {
  const Selection only{.only = {"tls", "ssh.cipher"}, .skip = {"tls.modern"}};
  EXPECT_TRUE(only.takes("tls.ciphers"));
  EXPECT_TRUE(only.takes("ssh.cipher"));
  EXPECT_FALSE(only.takes("ssh.mac"));
  EXPECT_FALSE(only.takes("tls.modern"));
  EXPECT_FALSE(covers_any_check("tl"));
  EXPECT_TRUE(covers_any_check("tls"));
}

TEST(TlsChecks, OrderMattersOnlyWhereWeakSuitesStandBesideStrongOnes) {
  const auto status_with = [](std::string_view suite, std::string_view order) {
    talk::Facts facts;
    facts.add("tls.version", "TLSv1.2");
    facts.add("tls.accepts", "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    facts.add("tls.accepts", std::string("TLSv1.2 ") + std::string(suite));
    facts.add("tls.order", order);
    const auto findings =
        judge({.facts = facts, .tunnel = "tls"}, {}, {.only = {"tls.cipher-order"}});
    return findings.empty() ? "none" : std::string(to_text(findings.front().status));
  };
  EXPECT_EQ(status_with("TLS_RSA_WITH_AES_128_CBC_SHA", "client"), "missing");
  EXPECT_EQ(status_with("TLS_RSA_WITH_AES_128_CBC_SHA", "server"), "done");
  EXPECT_EQ(status_with("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "client"), "done");
}

TEST(Remedies, BelongToChecksThatExist) {
  for (const Remedy& remedy : remedies()) {
    EXPECT_NE(find_check(remedy.check), nullptr) << remedy.product << " " << remedy.check;
  }
}

TEST(Remedies, SayHowTheirLinesGoInInBothLanguages) {
  for (const Remedy& remedy : remedies()) {
    EXPECT_TRUE(base::has_text("audit.remedy." + std::string(remedy.change))) << remedy.check;
    EXPECT_FALSE(remedy.lines.empty()) << remedy.check;
    EXPECT_FALSE(remedy.reload.empty()) << remedy.check;
  }
}

TEST(Remedies, AreToldForProgramsBesideTheSentence) {
  talk::Facts facts;
  facts.add("sshd.config", "sshd_config");
  facts.add("sshd.permitrootlogin", "yes");
  const Case given{.facts = facts, .service = "ssh", .tunnel = "", .product = "openssh"};
  const auto findings = judge(given, {}, {.only = {"ssh.root-login"}});
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_TRUE(findings[0].remedy);
  EXPECT_EQ(findings[0].remedy->change, "set");
  EXPECT_EQ(findings[0].remedy->file, "/etc/ssh/sshd_config.d/minato.conf");
  EXPECT_EQ(findings[0].remedy->lines, "PermitRootLogin prohibit-password");
  EXPECT_THAT(findings[0].countermeasure.ja,
              testing::HasSubstr("PermitRootLogin prohibit-password"));
}

TEST(EndsOfLife, FallOnWholePartsOfAVersion) {
  EXPECT_NE(find_end_of_life("nginx", "1.20.2"), nullptr);
  EXPECT_NE(find_end_of_life("nginx", "1.20"), nullptr);
  EXPECT_EQ(find_end_of_life("nginx", "1.201"), nullptr);
  EXPECT_EQ(find_end_of_life("unheard-of", "1.20"), nullptr);
}

TEST(Services, AreGuessedByWhatIsSaidBeforeTheNumber) {
  const auto guess = [](std::uint16_t port, std::string_view key, std::string_view said) {
    talk::Facts first;
    first.add(key, said);
    return guess_service({port, model::Transport::tcp}, first);
  };
  EXPECT_EQ(guess(8080, "first.greeting", "SSH-2.0-x\r\n"), (ServiceGuess{"ssh", ""}));
  EXPECT_EQ(guess(2121, "first.greeting", "220 FTP ready\r\n"), (ServiceGuess{"ftp", ""}));
  EXPECT_EQ(guess(2525, "first.greeting", "220 h ESMTP\r\n"), (ServiceGuess{"smtp", ""}));
  EXPECT_EQ(guess(12345, "first.http", "HTTP/1.1 200 OK\r\n\r\n"), (ServiceGuess{"http", ""}));
  EXPECT_EQ(guess(6379, "first.greeting", ""), (ServiceGuess{"redis", ""}));
  EXPECT_EQ(guess(6379, "first.tls", "yes"), (ServiceGuess{"redis", "tls"}));
  EXPECT_EQ(guess(12345, "first.tls", "yes"), (ServiceGuess{"tls", "tls"}));
  EXPECT_EQ(guess(12345, "first.greeting", "hello"), (ServiceGuess{"", ""}));
}

}  // namespace
}  // namespace minato::audit
