// SMTP: relaying in many forms of address (never as far as DATA), encryption, log-in in plain text,
// who it tells about its users, and which senders it believes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"

namespace minato::audit {
namespace {

using talk::Facts;
using talk::Step;

/// Forms of a sender and a recipient that relays have been fooled with. {0}: the server's own name
/// or address. The outer domains are those of RFC 2606: no mail could ever be delivered there.
struct RelayForm {
  std::string_view sender;
  std::string_view recipient;
};
constexpr std::array kRelayForms = {
    RelayForm{"probe@minato.invalid", "probe@example.invalid"},
    RelayForm{"", "probe@example.invalid"},
    RelayForm{"probe@{0}", "probe@example.invalid"},
    RelayForm{"probe@[{0}]", "probe@example.invalid"},
    RelayForm{"probe@localhost", "probe@example.invalid"},
    RelayForm{"probe", "probe@example.invalid"},
    RelayForm{"probe@minato.invalid", "probe%example.invalid@{0}"},
    RelayForm{"probe@minato.invalid", "probe%example.invalid@[{0}]"},
    RelayForm{"probe@minato.invalid", "probe%example.invalid"},
    RelayForm{"probe@minato.invalid", "\"probe@example.invalid\""},
    RelayForm{"probe@minato.invalid", "\"probe%example.invalid\"@{0}"},
    RelayForm{"probe@minato.invalid", "probe@example.invalid@{0}"},
    RelayForm{"probe@minato.invalid", "\"probe@example.invalid\"@{0}"},
    RelayForm{"probe@minato.invalid", "probe@example.invalid@[{0}]"},
    RelayForm{"probe@minato.invalid", "@{0}:probe@example.invalid"},
    RelayForm{"probe@minato.invalid", "@[{0}]:probe@example.invalid"},
    RelayForm{"probe@minato.invalid", "example.invalid!probe"},
    RelayForm{"probe@minato.invalid", "example.invalid!probe@{0}"},
    RelayForm{"probe@minato.invalid", "example.invalid!probe@[{0}]"},
};

bool accepts(std::string_view reply) { return reply.starts_with("25"); }

std::string form_text(const RelayForm& form, std::string_view name) {
  return fmt::format("<{}> → <{}>", fmt::vformat(form.sender, fmt::make_format_args(name)),
                     fmt::vformat(form.recipient, fmt::make_format_args(name)));
}

std::optional<Answer> open_relay(const Case& given) {
  std::size_t asked = 0;
  std::size_t busy = 0;
  for (std::size_t i = 0; i < kRelayForms.size(); ++i) {
    const auto reply = given.facts.first(fmt::format("smtp.relay-{}", i));
    if (!reply) continue;
    ++asked;
    if (reply->starts_with('4')) ++busy;
    // Accepting an address of its own form ("probe%…@here") may still end as a bounce: only a
    // recipient that plainly lies elsewhere counts as proof.
    const bool plain = kRelayForms.at(i).recipient == "probe@example.invalid";
    if (!accepts(*reply)) continue;
    const std::string seen = form_text(kRelayForms.at(i), given.host) + ": " + first_line(*reply);
    return plain ? missing(seen)
                 : Answer{model::FindingStatus::unknown, seen, model::Severity::medium};
  }
  if (asked == 0) return std::nullopt;
  if (busy == asked) return undecided(first_line(given.facts.text("smtp.relay-0")));
  return done(fmt::format("{} / {}", asked, kRelayForms.size()));
}

std::optional<Answer> encryption(const Case& given) {
  const auto ehlo = given.facts.first("smtp.ehlo");
  if (!ehlo) return std::nullopt;
  if (given.tunnel == "tls") return done("TLS");
  return contains(*ehlo, "STARTTLS") ? done("STARTTLS") : missing(first_line(*ehlo));
}

std::optional<Answer> plain_login(const Case& given) {
  const auto ehlo = given.facts.first("smtp.ehlo");
  if (!ehlo || given.tunnel == "tls") return std::nullopt;
  const std::size_t at = base::to_lower(*ehlo).find("auth ");
  if (at == std::string::npos) return done();
  return missing(first_line(ehlo->substr(at)));
}

std::optional<Answer> verify(const Case& given) {
  const auto reply = given.facts.first("smtp.vrfy");
  if (!reply) return std::nullopt;
  // 252: "cannot say, but will take it" tells nothing about who exists.
  const auto expand = given.facts.text("smtp.expn");
  if (reply->starts_with("250") || reply->starts_with("550")) return missing(first_line(*reply));
  if (expand.starts_with("250")) return missing(first_line(expand));
  const auto nobody = given.facts.text("smtp.vrfy-nobody");
  if (reply->starts_with("252") && nobody.starts_with("55")) return missing(first_line(nobody));
  // A server that says 252 to a name nobody has tells nothing.
  return done(first_line(*reply));
}

std::optional<Answer> sender(const Case& given) {
  const auto reply = given.facts.first("smtp.sender");
  if (!reply) return std::nullopt;
  const auto recipient = given.facts.text("smtp.sender-recipient");
  if (!accepts(*reply)) return done(first_line(*reply));
  if (recipient.empty()) return undecided(first_line(*reply));
  // Most servers judge the sender when the recipient is named; a refusal of the recipient for
  // another reason leaves the question open.
  if (accepts(recipient)) return missing(first_line(recipient));
  return contains(recipient, "sender") || contains(recipient, "domain")
             ? done(first_line(recipient))
             : undecided(first_line(recipient));
}

std::optional<Answer> banner(const Case& given) {
  const auto greeting = given.facts.first("smtp.greeting");
  if (!greeting) return std::nullopt;
  const bool digits = given.version.size() > 0 && contains(*greeting, given.version);
  return digits ? missing(first_line(*greeting)) : done(first_line(*greeting));
}

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;

constexpr std::array kChecks = {
    Check{"smtp.open-relay", "smtp", kHigh, {"RFC 2505", "RFC 5321"}, open_relay},
    Check{"smtp.encryption", "smtp", kMedium, {"RFC 3207", "RFC 7435"}, encryption},
    Check{"smtp.plain-login", "smtp", kHigh, {"RFC 4954", "RFC 8314"}, plain_login},
    Check{"smtp.vrfy", "smtp", kLow, {"RFC 2505", "RFC 5321"}, verify},
    Check{"smtp.sender", "smtp", kLow, {"RFC 2505", "RFC 7208"}, sender},
    Check{"smtp.version-leak", "smtp", kLow, {"CIS"}, banner},
};

Step line(std::string key, std::string send) {
  return {
      .key = std::move(key), .send = std::move(send) + "\r\n", .is_whole = talk::is_numbered_reply};
}

/// An address stands in brackets.
std::string literal(const std::string& name) {
  return model::IpAddress::parse(name) ? fmt::format("[{}]", name) : name;
}

/// Few refusals a connection: servers make one wait longer with each (Postfix from the tenth on).
constexpr std::size_t kFormsEach = 5;

std::vector<Step> relay_steps(const std::string& name, std::size_t first) {
  std::vector<Step> steps = {{.key = "smtp.greeting-relay", .is_whole = talk::is_numbered_reply}};
  steps.push_back(line("smtp.ehlo-relay", "EHLO minato.invalid"));
  for (std::size_t i = first; i < std::min(first + kFormsEach, kRelayForms.size()); ++i) {
    const RelayForm& form = kRelayForms.at(i);
    const auto args = fmt::make_format_args(name);
    steps.push_back(
        line("smtp.relay-mail", fmt::format("MAIL FROM:<{}>", fmt::vformat(form.sender, args))));
    steps.push_back(line(fmt::format("smtp.relay-{}", i),
                         fmt::format("RCPT TO:<{}>", fmt::vformat(form.recipient, args))));
    steps.push_back(line("smtp.relay-reset", "RSET"));
  }
  steps.push_back(line("smtp.quit", "QUIT"));
  return steps;
}

std::vector<Step> manner_steps(const std::string& name) {
  std::vector<Step> steps = {{.key = "smtp.greeting", .is_whole = talk::is_numbered_reply}};
  steps.push_back(line("smtp.ehlo", "EHLO minato.invalid"));
  steps.push_back(line("smtp.vrfy", "VRFY postmaster"));
  steps.push_back(line("smtp.vrfy-nobody", "VRFY minato-asks-for-nobody"));
  steps.push_back(line("smtp.expn", "EXPN postmaster"));
  steps.push_back(line("smtp.sender", "MAIL FROM:<probe@no-such-domain.invalid>"));
  steps.push_back(
      line("smtp.sender-recipient", fmt::format("RCPT TO:<postmaster@{}>", literal(name))));
  steps.push_back(line("smtp.reset", "RSET"));
  steps.push_back(line("smtp.quit", "QUIT"));
  return steps;
}

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service != "smtp") return;
  inquiries.push_back(
      std::make_unique<PlainInquiry>([layer = layer_of(target), host = target.host] {
        std::vector<Talk> talks;
        constexpr auto kPatience = std::chrono::seconds(10);  // some make strangers wait
        talks.push_back({.name = "smtp-manners",
                         .machine = talk::make_dialogue(manner_steps(host)),
                         .layer = layer,
                         .silence = kPatience});
        for (std::size_t first = 0; first < kRelayForms.size(); first += kFormsEach) {
          talks.push_back({.name = "smtp-relay",
                           .machine = talk::make_dialogue(relay_steps(host, first)),
                           .layer = layer,
                           .silence = kPatience});
        }
        return talks;
      }));
}

}  // namespace

extern const Family kSmtpFamily;
const Family kSmtpFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
