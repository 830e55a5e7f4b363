// Directories, files, screens, proxies, time and management: who is let in, what travels readable.
#include <fmt/format.h>

#include <array>

#include "audit/families/plain.h"
#include "audit/family.h"
#include "audit/http_words.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"
#include "talk/ber.h"
#include "talk/byte_builder.h"
#include "talk/requests.h"

namespace minato::audit {
namespace {

using talk::ber;
using talk::ByteBuilder;
using talk::Step;

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;

int byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : -1;
}

std::optional<Answer> vnc_authentication(const Case& given) {
  const auto types = given.facts.first("vnc.types");
  if (!types || types->empty()) return std::nullopt;
  const auto list = types->substr(1, static_cast<std::size_t>(byte_at(*types, 0)));
  std::string seen;
  for (const char type : list) seen += fmt::format("{} ", static_cast<unsigned char>(type));
  return list.find('\x01') != std::string_view::npos ? missing(seen) : done(seen);
}

std::optional<Answer> vnc_encryption(const Case& given) {
  if (given.tunnel == "tls") return done("TLS");
  const auto types = given.facts.first("vnc.types");
  if (!types || types->empty()) return std::nullopt;
  // RA2 (5, 6, 129, 130), TLS (18), VeNCrypt (19).
  constexpr std::string_view kEncrypting = "\x05\x06\x12\x13\x81\x82";
  bool plain = false;
  bool any = false;
  for (const char type : types->substr(1)) {
    (kEncrypting.find(type) == std::string_view::npos ? plain : any) = true;
  }
  return any && !plain ? done("TLS") : missing("RFB");
}

std::optional<Answer> x11(const Case& given) {
  const auto reply = given.facts.first("x11.setup");
  if (!reply || reply->empty()) return std::nullopt;
  constexpr int kSuccess = 1;
  return byte_at(*reply, 0) == kSuccess ? missing("X11 Success") : done("X11 Failed");
}

std::optional<Answer> rsync(const Case& given) {
  const auto list = given.facts.first("rsync.list");
  if (!list) return std::nullopt;
  const auto open = given.facts.all("rsync.open-module");
  return open.empty() ? done() : missing(joined(open));
}

std::optional<Answer> ldap(const Case& given) {
  if (!given.facts.has("ldap.root")) return std::nullopt;
  const auto reply = given.facts.first("ldap.search");
  if (!reply) return done();
  // SearchResultEntry has the tag 64 behind the message's number.
  constexpr int kEntry = 0x64;
  const bool entry = byte_at(*reply, 5) == kEntry || byte_at(*reply, 6) == kEntry ||
                     byte_at(*reply, 7) == kEntry || byte_at(*reply, 8) == kEntry ||
                     byte_at(*reply, 9) == kEntry;
  return entry ? missing(std::string(given.facts.text("ldap.context"))) : done();
}

std::optional<Answer> snmp_community(const Case& given) {
  if (!given.facts.has("snmp.v3") && !given.facts.has("snmp.public") &&
      !given.facts.has("snmp.private")) {
    return std::nullopt;
  }
  if (given.facts.has("snmp.private")) return missing("private");
  return given.facts.has("snmp.public") ? missing("public") : done();
}

std::optional<Answer> snmp_encryption(const Case& given) {
  if (given.facts.has("snmp.public") || given.facts.has("snmp.private")) return missing("SNMPv2c");
  return given.facts.has("snmp.v3") ? std::optional(done("SNMPv3")) : std::nullopt;
}

/// How many bytes come back for one that was sent: what an amplifier is worth to an attacker.
std::string factor(std::string_view reply, std::size_t asked) {
  return fmt::format("×{:.1f}", static_cast<double>(reply.size()) / static_cast<double>(asked));
}

constexpr std::size_t kControlBytes = 12;

std::optional<Answer> ntp_control(const Case& given) {
  if (!given.facts.has("ntp.time")) return std::nullopt;
  const auto reply = given.facts.first("ntp.control");
  if (!reply) return done();
  return missing(factor(*reply, kControlBytes));
}

std::optional<Answer> ntp_monlist(const Case& given) {
  if (!given.facts.has("ntp.time")) return std::nullopt;
  const auto reply = given.facts.first("ntp.monlist");
  constexpr std::size_t kErrorBytes = 8;
  return reply && reply->size() > kErrorBytes ? missing(factor(*reply, kErrorBytes)) : done();
}

std::optional<Answer> rpcbind(const Case& given) {
  const auto reply = given.facts.first("rpcbind.dump");
  if (!reply) return std::nullopt;
  return missing(fmt::format("DUMP {} B", reply->size()));
}

std::optional<Answer> proxy(const Case& given) {
  const auto socks = given.facts.first("socks.method");
  if (socks && socks->size() >= 2) {
    const std::string seen = fmt::format("SOCKS5 {}", byte_at(*socks, 1));
    return byte_at(*socks, 1) == 0 ? missing(seen) : done(seen);
  }
  // The name cannot exist, and nobody is at that port of the proxy itself: whoever went to look for
  // either would have gone anywhere. Name servers that stay silent keep the first from answering.
  std::optional<Answer> answer;
  for (const std::string_view key : {"proxy.outside", "proxy.itself"}) {
    const auto raw = given.facts.first(key);
    const auto reply = raw ? HttpReply::read(*raw) : std::nullopt;
    if (!reply) continue;
    const bool went = reply->status == 500 || reply->status == 502 || reply->status == 503 ||
                      reply->status == 504;
    const bool refused = reply->status == 401 || reply->status == 403 || reply->status == 407;
    if (went) return missing(first_line(*raw));
    if (!answer) answer = refused ? done(first_line(*raw)) : undecided(first_line(*raw));
  }
  return answer;
}

std::optional<Answer> xmpp(const Case& given) {
  const auto features = given.facts.first("xmpp.features");
  if (!features) return std::nullopt;
  if (given.tunnel == "tls") return done("TLS");
  const bool offered = contains(*features, "urn:ietf:params:xml:ns:xmpp-tls");
  return offered ? done("STARTTLS") : missing("stream:features");
}

constexpr std::array kChecks = {
    Check{"vnc.authentication", "vnc", kHigh, {"RFC 6143", "CWE-306"}, vnc_authentication},
    Check{"vnc.encryption", "vnc", kMedium, {"CWE-319"}, vnc_encryption},
    Check{"x11.authentication", "x11", kHigh, {"CWE-306"}, x11},
    Check{"x11.encryption", "x11", kMedium, {"CWE-319"}, encrypted},
    Check{"rsync.authentication", "rsync", kMedium, {"CWE-306"}, rsync},
    Check{"rsync.encryption", "rsync", kMedium, {"CWE-319"}, encrypted},
    Check{"git.encryption", "git", kLow, {"CWE-319"}, encrypted},
    Check{"ldap.anonymous", "ldap", kMedium, {"RFC 4513", "CWE-306"}, ldap},
    Check{"ldap.encryption", "ldap", kMedium, {"RFC 4513", "CWE-319"}, encrypted},
    Check{"snmp.community", "snmp", kHigh, {"CWE-798", "RFC 3410"}, snmp_community},
    Check{"snmp.encryption", "snmp", kMedium, {"RFC 3414", "CWE-319"}, snmp_encryption},
    Check{"ntp.monlist", "ntp", kHigh, {"CVE-2013-5211"}, ntp_monlist},
    Check{"ntp.control-queries", "ntp", kMedium, {"RFC 9327", "CVE-2014-9293"}, ntp_control},
    Check{"rpcbind.present", "rpcbind", kMedium, {"CIS", "CWE-406"}, rpcbind},
    Check{"proxy.open", "*", kHigh, {"CWE-441"}, proxy},
    Check{"irc.encryption", "irc", kLow, {"RFC 7194", "CWE-319"}, encrypted},
    Check{"xmpp.encryption", "xmpp", kMedium, {"RFC 6120", "CWE-319"}, xmpp},
};

bool is_module_list(std::string_view reply) {
  return reply.find("@RSYNCD: EXIT") != std::string_view::npos;
}

bool is_rsync_answer(std::string_view reply) {
  return reply.find("@RSYNCD: OK") != std::string_view::npos ||
         reply.find("@RSYNCD: AUTHREQD") != std::string_view::npos ||
         reply.find("@ERROR") != std::string_view::npos;
}

/// The list, then each module of it: whether it wants a password.
class RsyncInquiry final : public Inquiry {
 public:
  explicit RsyncInquiry(Layer layer) : layer_(layer) {}
  std::vector<Talk> begin() override {
    std::vector<Talk> talks;
    talks.push_back(ask("rsync", "", "rsync.list", is_module_list));
    return talks;
  }
  std::vector<Talk> heard(const Talk& talk, const talk::Facts& facts) override {
    std::vector<Talk> talks;
    const auto words = base::words(talk.name);
    if (words.size() > 1) {
      if (facts.text("rsync.module").find("@RSYNCD: OK") != std::string_view::npos) {
        facts_.add("rsync.open-module", words[1]);
      }
      return talks;
    }
    facts_.append(facts);
    constexpr std::size_t kMostModules = 16;
    for (const std::string_view line : base::split(facts_.text("rsync.list"), '\n')) {
      if (line.starts_with("@") || talks.size() >= kMostModules) continue;
      const auto name = base::words(line.substr(0, line.find('\t')));
      if (name.empty()) continue;
      talks.push_back(ask(fmt::format("rsync {}", name.front()), name.front(), "rsync.module",
                          is_rsync_answer));
    }
    return talks;
  }

 private:
  [[nodiscard]] Talk ask(std::string name, std::string_view module, std::string_view key,
                         talk::IsWhole is_whole) const {
    return {.name = std::move(name),
            .machine = talk::make_dialogue(
                {{.key = "rsync.greeting"},
                 {.key = std::string(key),
                  .send = fmt::format("@RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\n{}\n", module),
                  .is_whole = is_whole}}),
            .layer = layer_};
  }
  Layer layer_;
};

ByteBuilder octets(std::string_view text, std::uint8_t tag = 4) {
  return ber(tag, ByteBuilder().text(text));
}

/// SearchRequest (RFC 4511 section 4.5.1) for any object, one entry at most.
std::string ldap_search(std::string_view base_name, std::uint8_t scope,
                        std::string_view attribute) {
  ByteBuilder request;
  request.bytes(octets(base_name).view());
  request.u8(0x0a).u8(1).u8(scope).u8(0x0a).u8(1).u8(0).u8(2).u8(1).u8(1).u8(2).u8(1).u8(3);
  request.u8(1).u8(1).u8(0).bytes(octets("objectClass", 0x87).view());
  request.bytes(ber(0x30, octets(attribute)).view());
  ByteBuilder message;
  message.u8(2).u8(1).u8(1).bytes(ber(0x63, request).view());
  return ber(0x30, message).string();
}

/// The naming context that the root entry tells, then one entry of it.
class LdapInquiry final : public Inquiry {
 public:
  explicit LdapInquiry(Layer layer) : layer_(layer) {}
  std::vector<Talk> begin() override {
    return one("ldap.root", ldap_search("", 0, "namingContexts"));
  }
  std::vector<Talk> heard(const Talk& /*talk*/, const talk::Facts& facts) override {
    const bool again = facts_.has("ldap.root");
    facts_.append(facts);
    if (again) return {};
    const std::string context = naming_context(facts_.text("ldap.root"));
    if (context.empty()) return {};
    facts_.add("ldap.context", context);
    return one("ldap.search", ldap_search(context, 2, "1.1"));
  }

 private:
  [[nodiscard]] std::vector<Talk> one(std::string key, std::string send) const {
    std::vector<Talk> talks;
    talks.push_back(
        {.name = "ldap",
         .machine = talk::make_dialogue(
             {{.key = std::move(key), .send = std::move(send), .is_whole = talk::is_anything}}),
         .layer = layer_});
    return talks;
  }
  /// The value behind the attribute's name: SET OF OCTET STRING.
  [[nodiscard]] static std::string naming_context(std::string_view reply) {
    constexpr std::string_view kName = "namingContexts";
    const std::size_t at = reply.find(kName);
    if (at == std::string_view::npos) return {};
    base::ByteReader reader(base::as_bytes(reply.substr(at + kName.size())));
    if (reader.u8() != 0x31) return {};
    reader.skip(1);
    if (reader.u8() != 4) return {};
    return std::string(base::as_text(reader.bytes(reader.u8())));
  }
  Layer layer_;
};

/// DUMP of the portmapper (RFC 1833), with the record mark of TCP.
std::string rpc_dump(model::Transport transport) {
  const std::string call = talk::rpc_call(0x6d696e61, 100000, 2, 4);
  return transport == model::Transport::tcp ? talk::rpc_record(call) : call;
}

Step once(std::string_view key, std::string send) {
  return {.key = std::string(key), .send = std::move(send), .is_whole = talk::is_anything};
}

bool has_security_types(std::string_view reply) {
  return !reply.empty() && reply.size() > static_cast<std::size_t>(byte_at(reply, 0));
}

std::vector<std::vector<Step>> conversations_of(const Target& target) {
  const std::string& service = target.service;
  if (service == "vnc") {
    return {{{.key = "vnc.greeting"},
             {.key = "vnc.types", .send = "RFB 003.008\n", .is_whole = has_security_types}}};
  }
  if (service == "x11") {
    return {{once("x11.setup", ByteBuilder().text("l").u8(0).u16_little(11).zeros(8).string())}};
  }
  if (service == "git") {
    return {{once("git.reply", std::string("0027git-upload-pack /minato-none\0host=h\0", 39))}};
  }
  if (service == "snmp") {
    return {{once("snmp.public", talk::snmp_get("public", 1))},
            {once("snmp.private", talk::snmp_get("private", 1))},
            {once("snmp.v3", talk::snmp_discovery(9))}};
  }
  if (service == "ntp") {
    return {{once("ntp.time", ByteBuilder().u8(0x23).zeros(47).string())},
            {once("ntp.control", ByteBuilder().u8(0x16).u8(2).u16(1).zeros(8).string())},
            {once("ntp.monlist", ByteBuilder().u8(0x17).u8(0).u8(3).u8(0x2a).zeros(4).string())}};
  }
  if (service == "rpcbind") {
    return {{once("rpcbind.dump", rpc_dump(target.endpoint.port.transport))}};
  }
  if (service == "socks") return {{once("socks.method", std::string("\x05\x01\x00", 3))}};
  if (service == "http-proxy") {
    return {{{.key = "proxy.outside",
              .send = http_request("GET", "http://minato.invalid/", "minato.invalid"),
              .is_whole = talk::is_http_reply}},
            {{.key = "proxy.itself",
              .send = http_request("GET", "http://127.0.0.1:1/", "127.0.0.1:1"),
              .is_whole = talk::is_http_reply}}};
  }
  if (service == "irc") return {{once("irc.reply", "PING minato\r\n")}};
  if (service == "xmpp") {
    return {{{.key = "xmpp.features",
              .send = "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' "
                      "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
              .is_whole = [](std::string_view reply) {
                return reply.find("</stream:features>") != std::string_view::npos;
              }}}};
  }
  return {};
}

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service == "rsync") {
    inquiries.push_back(std::make_unique<RsyncInquiry>(layer_of(target)));
  }
  if (target.service == "ldap") {
    inquiries.push_back(std::make_unique<LdapInquiry>(layer_of(target)));
  }
  if (conversations_of(target).empty()) return;
  inquiries.push_back(std::make_unique<PlainInquiry>([target] {
    std::vector<Talk> talks;
    for (auto& steps : conversations_of(target)) {
      talks.push_back({.name = target.service,
                       .machine = talk::make_dialogue(std::move(steps)),
                       .layer = layer_of(target),
                       .transport = target.endpoint.port.transport,
                       .silence = std::chrono::milliseconds(1500)});
    }
    return talks;
  }));
}

}  // namespace

extern const Family kInfrastructureFamily;
const Family kInfrastructureFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
