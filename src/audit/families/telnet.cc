// Telnet: that it is there at all, and whether it could encrypt (RFC 2946) or start TLS.
#include <fmt/format.h>

#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"

namespace minato::audit {
namespace {

constexpr char kIac = '\xff';
constexpr char kWill = '\xfb';
constexpr char kDo = '\xfd';
constexpr char kEncrypt = '\x26';
constexpr char kStartTls = '\x2e';

bool offers(std::string_view negotiation, char option) {
  for (const char verb : {kWill, kDo}) {
    const std::string wanted = {kIac, verb, option};
    if (negotiation.find(wanted) != std::string_view::npos) return true;
  }
  return false;
}

/// "DO 37, WILL 3": what the server wants and offers (RFC 854, options by IANA's numbers).
std::string spoken(const Case& given) {
  constexpr std::array<std::string_view, 4> kVerbs = {"WILL", "WONT", "DO", "DONT"};
  const std::string_view all = given.facts.text("telnet.greeting");
  std::string told;
  for (std::size_t i = 0; i + 2 < all.size(); ++i) {
    const auto verb = static_cast<std::uint8_t>(all[i + 1]);
    const auto first = static_cast<std::uint8_t>(kWill);
    if (all[i] != kIac || verb < first || verb > first + 3) continue;
    if (!told.empty()) told += ", ";
    told += fmt::format("{} {}", kVerbs.at(verb - first), static_cast<std::uint8_t>(all[i + 2]));
    i += 2;
  }
  return told.empty() ? first_line(all) : told;
}

std::optional<Answer> present(const Case& given) {
  if (!given.facts.has("telnet.greeting")) return std::nullopt;
  return missing(spoken(given));
}

std::optional<Answer> encryption(const Case& given) {
  const auto greeting = given.facts.first("telnet.greeting");
  if (!greeting) return std::nullopt;
  if (given.tunnel == "tls") return done("TLS");
  const std::string all = std::string(*greeting) + std::string(given.facts.text("telnet.reply"));
  if (offers(all, kStartTls)) return done("START_TLS");
  // ENCRYPT (RFC 2946) is single DES, and only after an AUTHENTICATION that hardly anybody has.
  return missing(spoken(given));
}

constexpr std::array kChecks = {
    Check{"telnet.present", "telnet", model::Severity::high, {"CIS", "RFC 4251"}, present},
    Check{"telnet.encryption", "telnet", model::Severity::high, {"RFC 2946"}, encryption},
};

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service != "telnet") return;
  inquiries.push_back(std::make_unique<PlainInquiry>([layer = layer_of(target)] {
    // DO ENCRYPT, DO START_TLS: the server says WILL or WONT to each.
    const std::string ask = {kIac, kDo, kEncrypt, kIac, kDo, kStartTls};
    std::vector<Talk> talks;
    talks.push_back({.name = "telnet",
                     .machine = talk::make_dialogue(
                         {{.key = "telnet.greeting", .is_whole = talk::is_anything},
                          {.key = "telnet.reply", .send = ask, .is_whole = talk::is_anything}}),
                     .layer = layer,
                     .silence = std::chrono::milliseconds(1500)});
    return talks;
  }));
}

}  // namespace

extern const Family kTelnetFamily;
const Family kTelnetFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
