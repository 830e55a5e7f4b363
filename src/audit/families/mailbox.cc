// POP3 and IMAP: whether a password may be sent before TLS.
#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"

namespace minato::audit {
namespace {

bool is_whole_capability(std::string_view reply) {
  return reply.find("\r\n.\r\n") != std::string_view::npos || reply.starts_with("-ERR");
}

bool is_tagged(std::string_view reply) {
  return (reply.starts_with("a ") || reply.find("\na ") != std::string_view::npos) &&
         reply.ends_with("\n");
}

std::optional<Answer> imap_plain(const Case& given) {
  const auto reply = given.facts.first("imap.capability");
  if (!reply || given.tunnel == "tls") return std::nullopt;
  if (contains(*reply, "LOGINDISABLED")) return done("LOGINDISABLED");
  return missing(first_line(*reply));
}

std::optional<Answer> imap_encryption(const Case& given) {
  const auto reply = given.facts.first("imap.capability");
  if (!reply) return std::nullopt;
  if (given.tunnel == "tls") return done("TLS");
  return contains(*reply, "STARTTLS") ? done("STARTTLS") : missing(first_line(*reply));
}

std::optional<Answer> pop3_plain(const Case& given) {
  const auto reply = given.facts.first("pop3.capability");
  if (!reply || given.tunnel == "tls") return std::nullopt;
  const auto user = given.facts.text("pop3.user");
  const bool allowed = user.starts_with("+OK");
  return allowed ? missing(first_line(user)) : done(first_line(user));
}

std::optional<Answer> pop3_encryption(const Case& given) {
  const auto reply = given.facts.first("pop3.capability");
  if (!reply) return std::nullopt;
  if (given.tunnel == "tls") return done("TLS");
  return contains(*reply, "STLS") ? done("STLS") : missing(first_line(*reply));
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;

constexpr std::array kChecks = {
    Check{"imap.plain-login", "imap", kHigh, {"RFC 8314", "RFC 3501"}, imap_plain},
    Check{"imap.encryption", "imap", kMedium, {"RFC 8314", "RFC 2595"}, imap_encryption},
    Check{"pop3.plain-login", "pop3", kHigh, {"RFC 8314", "RFC 2595"}, pop3_plain},
    Check{"pop3.encryption", "pop3", kMedium, {"RFC 8314", "RFC 2595"}, pop3_encryption},
};

std::vector<talk::Step> imap_steps() {
  return {{.key = "imap.greeting"},
          {.key = "imap.capability", .send = "a CAPABILITY\r\n", .is_whole = is_tagged},
          {.key = "imap.logout", .send = "a LOGOUT\r\n", .is_whole = is_tagged}};
}

std::vector<talk::Step> pop3_steps() {
  // A name alone is no log-in: the password is never sent.
  return {{.key = "pop3.greeting"},
          {.key = "pop3.capability", .send = "CAPA\r\n", .is_whole = is_whole_capability},
          {.key = "pop3.user", .send = "USER minato\r\n"},
          {.key = "pop3.quit", .send = "QUIT\r\n"}};
}

void inquire(const Target& target, Inquiries& inquiries) {
  const bool imap = target.service == "imap";
  if (!imap && target.service != "pop3") return;
  inquiries.push_back(std::make_unique<PlainInquiry>([imap, layer = layer_of(target)] {
    std::vector<Talk> talks;
    talks.push_back({.name = imap ? "imap" : "pop3",
                     .machine = talk::make_dialogue(imap ? imap_steps() : pop3_steps()),
                     .layer = layer});
    return talks;
  }));
}

}  // namespace

extern const Family kMailboxFamily;
const Family kMailboxFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
