// SMB and RDP: old dialects, signing, encryption, sessions without a name; who proves who they are
// before a screen is drawn.
#include <fmt/format.h>

#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"
#include "talk/audits/smb_audit.h"
#include "talk/byte_builder.h"

namespace minato::audit {
namespace {

using talk::ByteBuilder;

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;

bool was_heard(const Case& given) {
  return given.facts.has("smb.dialect") || given.facts.has("smb.one");
}

std::optional<Answer> smb1(const Case& given) {
  const auto reply = given.facts.first("smb.one");
  if (!was_heard(given)) return std::nullopt;
  // 00 length(3) ff 'SMB' 72 …; the dialect's number stands behind 32 bytes and the count of words
  constexpr std::size_t kDialectAt = 4 + 32 + 1;
  if (!reply || reply->size() < kDialectAt + 2 || (*reply)[4] != '\xff') return done();
  const bool taken = (*reply)[kDialectAt] == 0 && (*reply)[kDialectAt + 1] == 0;
  return taken ? missing("NT LM 0.12") : done();
}

std::optional<Answer> signing(const Case& given) {
  const auto required = given.facts.first("smb.signing-required");
  if (!required) return std::nullopt;
  const std::string seen = fmt::format("SMB {}", given.facts.text("smb.dialect"));
  return *required == "yes" ? done(seen) : missing(seen);
}

constexpr std::int64_t kGuest = 1;
constexpr std::int64_t kNull = 2;
constexpr std::int64_t kEncrypted = 4;

std::optional<Answer> guest(const Case& given) {
  if (!given.facts.has("smb.session-status")) return std::nullopt;
  for (const std::string_view text : given.facts.all("smb.session-flags")) {
    const auto flags = base::parse_number<std::int64_t>(text).value_or(0);
    if ((flags & kGuest) != 0) return missing("guest");
  }
  return done(std::string(given.facts.text("smb.session-status")));
}

std::optional<Answer> null_session(const Case& given) {
  if (!given.facts.has("smb.session-status")) return std::nullopt;
  for (const std::string_view text : given.facts.all("smb.session-flags")) {
    const auto flags = base::parse_number<std::int64_t>(text).value_or(0);
    // What a session without a name may see is not asked here.
    if ((flags & kNull) != 0) return undecided("null session");
  }
  return done(std::string(given.facts.text("smb.session-status")));
}

std::optional<Answer> smb_encryption(const Case& given) {
  const auto dialect = given.facts.first("smb.dialect");
  if (!dialect) return std::nullopt;
  if (!dialect->starts_with("3")) return missing(fmt::format("SMB {}", *dialect));
  for (const std::string_view text : given.facts.all("smb.session-flags")) {
    const auto flags = base::parse_number<std::int64_t>(text).value_or(0);
    if ((flags & kGuest) != 0 && (flags & kEncrypted) == 0) return missing("guest");
  }
  return undecided(fmt::format("SMB {}", *dialect));
}

std::optional<Answer> names(const Case& given) {
  const auto computer = given.facts.first("smb.computer");
  if (!computer) return std::nullopt;
  return undecided(fmt::format("{} {}", *computer, given.facts.text("smb.domain")));
}

/// RDP_NEG_RSP (2) with the protocol, RDP_NEG_FAILURE (3) with the reason, or nothing at all.
struct RdpAnswer {
  int kind = 0;
  int value = -1;
};
std::optional<RdpAnswer> rdp_answer(const Case& given, std::string_view key) {
  const auto reply = given.facts.first(key);
  if (!reply || reply->size() < 11 || (*reply)[0] != 3) return std::nullopt;
  if (reply->size() < 19) return RdpAnswer{};
  return RdpAnswer{static_cast<unsigned char>((*reply)[11]),
                   static_cast<unsigned char>((*reply)[15])};
}

constexpr int kFailure = 3;
constexpr int kHybridRequired = 5;

std::optional<Answer> network_level(const Case& given) {
  const auto tls = rdp_answer(given, "rdp.tls");
  if (!tls) return std::nullopt;
  if (tls->kind == kFailure && tls->value == kHybridRequired) return done("HYBRID_REQUIRED");
  return missing(tls->kind == kFailure ? fmt::format("failure {}", tls->value) : "PROTOCOL_SSL");
}

std::optional<Answer> rdp_encryption(const Case& given) {
  const auto plain = rdp_answer(given, "rdp.plain");
  if (!plain) return std::nullopt;
  if (plain->kind == kFailure) return done(fmt::format("failure {}", plain->value));
  return missing("PROTOCOL_RDP");
}

constexpr std::array kChecks = {
    Check{"smb.smb1", "smb", kHigh, {"CVE-2017-0144", "MS17-010", "CIS"}, smb1},
    Check{"smb.guest", "smb", kHigh, {"CIS", "CWE-306"}, guest},
    Check{"smb.signing", "smb", kMedium, {"MS-SMB2", "CIS"}, signing},
    Check{"smb.encryption", "smb", kMedium, {"MS-SMB2", "CWE-319"}, smb_encryption},
    Check{"smb.null-session", "smb", kLow, {"CIS"}, null_session},
    Check{"smb.names", "smb", kLow, {"MS-NLMP"}, names},
    Check{"rdp.nla", "rdp", kMedium, {"MS-RDPBCGR", "CVE-2019-0708"}, network_level},
    Check{"rdp.encryption", "rdp", kHigh, {"MS-RDPBCGR", "CIS"}, rdp_encryption},
};

bool is_framed(std::string_view reply) {
  base::ByteReader reader(base::as_bytes(reply));
  reader.skip(1);
  const std::uint32_t length = reader.u24();
  return !reader.failed() && reply.size() >= 4 + std::size_t{length};
}

/// TPKT and X.224 connection request that asks for these security protocols.
std::string rdp_request(std::uint32_t protocols) {
  ByteBuilder out;
  out.u8(3).u8(0).u16(19).u8(14).u8(0xe0).zeros(5).u8(1).u8(0).u16_little(8);
  return out.u32_little(protocols).string();
}

bool is_tpkt(std::string_view reply) {
  base::ByteReader reader(base::as_bytes(reply));
  reader.skip(2);
  const std::uint16_t length = reader.u16();
  return !reader.failed() && reply.size() >= length;
}

std::vector<Talk> smb_talks() {
  std::vector<Talk> talks;
  talks.push_back({.name = "smb", .machine = talk::make_smb_audit(talk::SmbVisitor::nobody)});
  talks.push_back({.name = "smb", .machine = talk::make_smb_audit(talk::SmbVisitor::unknown_user)});
  talks.push_back(
      {.name = "smb-one",
       .machine = talk::make_dialogue(
           {{.key = "smb.one", .send = talk::smb1_negotiate(), .is_whole = is_framed}})});
  return talks;
}

std::vector<Talk> rdp_talks() {
  std::vector<Talk> talks;
  const auto ask = [&talks](std::string key, std::uint32_t protocols) {
    talks.push_back(
        {.name = "rdp",
         .machine = talk::make_dialogue(
             {{.key = std::move(key), .send = rdp_request(protocols), .is_whole = is_tpkt}})});
  };
  ask("rdp.plain", 0);
  ask("rdp.tls", 1);
  ask("rdp.nla", 3);
  return talks;
}

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service == "smb") inquiries.push_back(std::make_unique<PlainInquiry>(smb_talks));
  if (target.service == "rdp") inquiries.push_back(std::make_unique<PlainInquiry>(rdp_talks));
}

}  // namespace

extern const Family kWindowsFamily;
const Family kWindowsFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
