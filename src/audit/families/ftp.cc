// FTP: who may log in, whether passwords and files are encrypted, whether the server can be made to
// connect elsewhere. The write test asks for a name that cannot exist and never sends a byte of it.
#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"

namespace minato::audit {
namespace {

using talk::Facts;
using talk::Step;

bool is_yes(std::string_view reply) { return reply.starts_with('2'); }
bool wants_password(const Facts& facts) { return facts.text("ftp.user").starts_with("331"); }
bool is_anonymous(const Facts& facts) {
  return is_yes(facts.text("ftp.password")) || is_yes(facts.text("ftp.user"));
}

std::optional<Answer> anonymous(const Case& given) {
  const auto user = given.facts.first("ftp.user");
  if (!user) return std::nullopt;
  const auto password = given.facts.first("ftp.password");
  if (is_anonymous(given.facts)) return missing(first_line(password.value_or(*user)));
  return done(first_line(password.value_or(*user)));
}

std::optional<Answer> anonymous_write(const Case& given) {
  if (!given.facts.has("ftp.user")) return std::nullopt;
  if (!is_anonymous(given.facts)) return done();
  const auto reply = given.facts.first("ftp.store");
  if (!reply) return undecided("");
  // The folder does not exist: whoever complains about that had no objection to the upload.
  if (contains(*reply, "could not create") || reply->starts_with("150")) {
    return missing(first_line(*reply));
  }
  const bool says_no = contains(*reply, "denied") || contains(*reply, "not permitted") ||
                       contains(*reply, "not allowed") || contains(*reply, "anonymous");
  return says_no ? done(first_line(*reply)) : undecided(first_line(*reply));
}

std::optional<Answer> encryption(const Case& given) {
  if (given.tunnel == "tls") return done("TLS");
  const auto reply = given.facts.first("ftp.auth-tls");
  if (!reply) return std::nullopt;
  return reply->starts_with("234") ? done(first_line(*reply)) : missing(first_line(*reply));
}

/// Whether a password may be sent in plain text although TLS is there.
std::optional<Answer> required(const Case& given) {
  const auto reply = given.facts.first("ftp.plain-user");
  if (given.tunnel == "tls" || !reply || !given.facts.text("ftp.auth-tls").starts_with("234")) {
    return std::nullopt;
  }
  return reply->starts_with("331") || is_yes(*reply) ? missing(first_line(*reply))
                                                     : done(first_line(*reply));
}

std::optional<Answer> bounce(const Case& given) {
  if (!given.facts.has("ftp.user")) return std::nullopt;
  if (!is_anonymous(given.facts)) return std::nullopt;  // only somebody logged in may ask
  const auto reply = given.facts.first("ftp.port");
  if (!reply) return undecided("");
  return is_yes(*reply) ? missing(first_line(*reply)) : done(first_line(*reply));
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;

constexpr std::array kChecks = {
    Check{"ftp.anonymous-write", "ftp", kHigh, {"CIS", "RFC 2577"}, anonymous_write},
    Check{"ftp.encryption", "ftp", kHigh, {"RFC 4217", "NIST SP 800-52"}, encryption},
    Check{"ftp.encryption-required", "ftp", kMedium, {"RFC 4217"}, required},
    Check{"ftp.anonymous", "ftp", kMedium, {"RFC 1635", "CIS"}, anonymous},
    Check{"ftp.bounce", "ftp", kHigh, {"RFC 2577", "CVE-1999-0017"}, bounce},
};

std::vector<Step> steps() {
  const auto whole = talk::is_numbered_reply;
  return {
      {.key = "ftp.greeting", .is_whole = whole},
      {.key = "ftp.help", .send = "HELP\r\n", .is_whole = whole},
      {.key = "ftp.features", .send = "FEAT\r\n", .is_whole = whole},
      {.key = "ftp.user", .send = "USER anonymous\r\n", .is_whole = whole},
      {.key = "ftp.password",
       .send = "PASS minato@invalid\r\n",
       .is_whole = whole,
       .when = wants_password},
      // A third address, of the block for documentation: nothing is ever sent there.
      {.key = "ftp.port",
       .send = "PORT 192,0,2,1,4,1\r\n",
       .is_whole = whole,
       .when = is_anonymous},
      {.key = "ftp.passive", .send = "PASV\r\n", .is_whole = whole, .when = is_anonymous},
      // Into a folder that is not there: no file can come of it.
      {.key = "ftp.store",
       .send = "STOR /minato-has-no-such-folder/x\r\n",
       .is_whole = whole,
       .when = is_anonymous},
      {.key = "ftp.quit", .send = "QUIT\r\n", .is_whole = whole},
  };
}

std::vector<Step> tls_steps() {
  return {
      {.key = "ftp.greeting-tls", .is_whole = talk::is_numbered_reply},
      {.key = "ftp.auth-tls", .send = "AUTH TLS\r\n", .is_whole = talk::is_numbered_reply},
  };
}

std::vector<Step> plain_steps() {
  return {
      {.key = "ftp.greeting-plain", .is_whole = talk::is_numbered_reply},
      {.key = "ftp.plain-user", .send = "USER minato\r\n", .is_whole = talk::is_numbered_reply},
  };
}

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service != "ftp") return;
  inquiries.push_back(std::make_unique<PlainInquiry>([layer = layer_of(target)] {
    std::vector<Talk> talks;
    talks.push_back(
        {.name = "ftp-anonymous", .machine = talk::make_dialogue(steps()), .layer = layer});
    if (layer == Layer::plain) {
      talks.push_back({.name = "ftp-tls", .machine = talk::make_dialogue(tls_steps())});
      talks.push_back({.name = "ftp-user", .machine = talk::make_dialogue(plain_steps())});
    }
    return talks;
  }));
}

}  // namespace

extern const Family kFtpFamily;
const Family kFtpFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
