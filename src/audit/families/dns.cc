// DNS: recursion for strangers, the whole zone, the version, and how much louder than its question
// an answer is.
#include <fmt/format.h>

#include <array>

#include "audit/family.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"
#include "talk/byte_builder.h"
#include "talk/dns_message.h"

namespace minato::audit {
namespace {

using talk::ByteBuilder;

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;
constexpr auto kLow = model::Severity::low;
constexpr std::uint16_t kTxt = 16, kNs = 2, kA = 1, kAxfr = 252;
constexpr std::uint16_t kInternet = 1, kChaos = 3;

/// The header of an answer (RFC 1035 section 4.1.1), behind the length where TCP carries it.
struct DnsHeader {
  bool recursion_available = false;
  int code = 0;
  int answers = 0;
};
std::optional<DnsHeader> header_of(const Case& given, std::string_view key) {
  const auto reply = given.facts.first(key);
  if (!reply) return std::nullopt;
  base::ByteReader reader(base::as_bytes(*reply));
  if (given.facts.has("dns.tcp")) reader.skip(2);
  reader.skip(2);
  const std::uint16_t flags = reader.u16();
  reader.skip(2);
  const std::uint16_t answers = reader.u16();
  if (reader.failed() || (flags & 0x8000) == 0) return std::nullopt;
  return DnsHeader{(flags & 0x80) != 0, flags & 15, answers};
}

constexpr int kNoError = 0, kServFail = 2, kNameError = 3;

std::optional<Answer> recursion(const Case& given) {
  const auto header = header_of(given, "dns.outside");
  if (!header) return std::nullopt;
  const std::string seen =
      fmt::format("RA {} RCODE {}", header->recursion_available ? 1 : 0, header->code);
  // SERVFAIL: it went to look and came back with nothing; REFUSED: it did not go.
  const bool went =
      header->recursion_available && (header->code == kNameError || header->code == kServFail ||
                                      (header->code == kNoError && header->answers > 0));
  return went ? missing(seen) : done(seen);
}

std::optional<Answer> version(const Case& given) {
  const auto header = header_of(given, "dns.version");
  if (!header) return std::nullopt;
  const std::string_view told = given.facts.text("dns.version-text");
  if (header->answers == 0 || told.find_first_of("0123456789") == std::string_view::npos) {
    return done(std::string(told));
  }
  return missing(std::string(told));
}

std::optional<Answer> transfer(const Case& given) {
  const auto header = header_of(given, "dns.transfer");
  if (!header) return std::nullopt;
  const std::string seen = fmt::format("AXFR {}: {}", given.host, header->answers);
  return header->code == kNoError && header->answers > 1 ? missing(seen) : done(seen);
}

std::optional<Answer> amplification(const Case& given) {
  const auto reply = given.facts.first("dns.root");
  const auto asked = given.facts.number("dns.root-asked");
  if (!reply || !asked || given.facts.has("dns.tcp")) return std::nullopt;
  const double factor = static_cast<double>(reply->size()) / static_cast<double>(*asked);
  constexpr double kLoud = 10;
  const std::string seen = fmt::format("×{:.1f}", factor);
  return factor >= kLoud ? missing(seen) : done(seen);
}

constexpr std::array kChecks = {
    Check{"dns.recursion", "dns", kMedium, {"RFC 5358", "BCP 140", "CIS BIND"}, recursion},
    Check{"dns.transfer", "dns", kHigh, {"RFC 5936", "CIS BIND"}, transfer},
    Check{"dns.amplification", "dns", kMedium, {"RFC 5358", "CWE-406"}, amplification},
    Check{"dns.version", "dns", kLow, {"RFC 4892", "CIS BIND"}, version},
};

std::string question(std::string_view name, std::uint16_t type, std::uint16_t of,
                     model::Transport transport) {
  const auto asked = talk::encode_dns_query(
      {.id = 0x6d69, .name = name, .type = type, .dns_class = of, .answer_bytes = 4096});
  std::string out(base::as_text(asked));
  if (transport == model::Transport::udp) return out;
  return ByteBuilder().sized16(ByteBuilder().text(out)).string();
}

bool is_framed(std::string_view reply) {
  base::ByteReader reader(base::as_bytes(reply));
  const std::uint16_t length = reader.u16();
  return !reader.failed() && reply.size() >= 2 + std::size_t{length};
}

class DnsInquiry final : public Inquiry {
 public:
  explicit DnsInquiry(const Target& target)
      : transport_(target.endpoint.port.transport), host_(target.host) {
    if (transport_ == model::Transport::tcp) facts_.add_flag("dns.tcp");
  }

  std::vector<Talk> begin() override {
    std::vector<Talk> talks;
    // A name that cannot exist, below one that is nobody's: no cache has it.
    add(talks, "dns.outside", "minato.example", kA, kInternet);
    add(talks, "dns.version", "version.bind", kTxt, kChaos);
    const std::size_t asked = add(talks, "dns.root", "", kNs, kInternet);
    facts_.add_number("dns.root-asked", static_cast<std::int64_t>(asked));
    const bool named = !model::IpAddress::parse(host_).has_value();
    if (named && transport_ == model::Transport::tcp) {
      add(talks, "dns.transfer", host_, kAxfr, kInternet);
    }
    return talks;
  }

  std::vector<Talk> heard(const Talk& talk, const talk::Facts& facts) override {
    if (facts.empty() || !facts.has(talk.name)) return {};
    const std::string key = talk.name;
    facts_.add(key, facts.text(key));
    if (key == "dns.version") note_version(facts.text(key));
    return {};
  }

 private:
  std::size_t add(std::vector<Talk>& talks, const std::string& key, std::string_view name,
                  std::uint16_t type, std::uint16_t of) {
    std::string asked = question(name, type, of, transport_);
    const std::size_t size = asked.size();
    const bool tcp = transport_ == model::Transport::tcp;
    talks.push_back(
        {.name = key,
         .machine = talk::make_dialogue({{.key = key,
                                          .send = std::move(asked),
                                          .is_whole = tcp ? is_framed : talk::is_anything}}),
         .transport = transport_});
    return size;
  }

  /// The text of the first TXT answer, and which product says such a thing.
  void note_version(std::string_view reply) {
    // Question "version.bind" TXT CH, answer: name(2) type(2) class(2) ttl(4) length(2) text
    const std::string mark("\x00\x10\x00\x03", 4);
    const std::size_t first = reply.find(mark);
    const std::size_t second = first == reply.npos ? first : reply.find(mark, first + 4);
    if (second == reply.npos || reply.size() < second + 11) return;
    const auto length = static_cast<unsigned char>(reply[second + 10]);
    const std::string text(reply.substr(second + 11, length));
    facts_.add("dns.version-text", text);
    const std::string lower = base::to_lower(text);
    if (lower.starts_with("dnsmasq-")) return note("dnsmasq", "dnsmasq", text.substr(8));
    if (lower.starts_with("unbound ")) return note("unbound", "Unbound", text.substr(8));
    if (lower.starts_with("9.")) return note("bind", "ISC BIND", text.substr(0, text.find('-')));
  }
  void note(std::string_view key, std::string_view name, std::string_view version) {
    facts_.add("product.key", key);
    facts_.add("product.name", name);
    facts_.add("product.version", version);
  }

  model::Transport transport_;
  std::string host_;
};

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service == "dns") inquiries.push_back(std::make_unique<DnsInquiry>(target));
}

}  // namespace

extern const Family kDnsFamily;
const Family kDnsFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
