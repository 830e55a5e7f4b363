// Names follow compression pointers backwards only, so that no message keeps us in a circle.
#include "capture/application/dns.h"

#include <fmt/core.h>

#include <array>

namespace minato::capture {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMostAddresses = 16;
constexpr std::size_t kMostNameBytes = 255;
constexpr std::uint16_t kA = 1;
constexpr std::uint16_t kCname = 5;
constexpr std::uint16_t kPtr = 12;
constexpr std::uint16_t kAaaa = 28;

/// The name at `at`; `at` moves behind it. Nothing when it is broken.
std::optional<std::string> read_name(base::Bytes message, std::size_t& at) {
  std::string name;
  std::size_t place = at;
  std::size_t limit = place;  // pointers lead before this
  bool jumped = false;
  while (place < message.size()) {
    const std::uint8_t length = message[place];
    if (length == 0) {
      if (!jumped) at = place + 1;
      return name;
    }
    if ((length & 0xc0) == 0xc0) {
      if (place + 1 >= message.size()) return std::nullopt;
      const std::size_t target = (length & 0x3fU) << 8 | message[place + 1];
      if (!jumped) at = place + 2;
      jumped = true;
      if (target >= limit) return std::nullopt;
      limit = target;
      place = target;
      continue;
    }
    if ((length & 0xc0) != 0 || place + 1 + length > message.size()) return std::nullopt;
    if (name.size() + length + 1 > kMostNameBytes) return std::nullopt;
    if (!name.empty()) name += '.';
    name += base::as_text(message.subspan(place + 1, length));
    place += 1 + length;
  }
  return std::nullopt;
}

void read_answer(base::Bytes message, std::uint16_t type, std::size_t at, std::size_t length,
                 DnsMessage& out) {
  const base::Bytes data = message.subspan(at, length);
  if (type == kA && length == 4 && out.addresses.size() < kMostAddresses) {
    out.addresses.push_back(model::IpAddress::v4(base::ByteReader(data).u32()));
  } else if (type == kAaaa && length == 16 && out.addresses.size() < kMostAddresses) {
    out.addresses.push_back(model::IpAddress::v6(data.first<16>()));
  } else if ((type == kCname || type == kPtr) && out.other.empty()) {
    std::size_t place = at;
    out.other = read_name(message, place).value_or("");
  }
}

}  // namespace

std::optional<DnsMessage> read_dns(base::Bytes message) {
  if (message.size() < kHeaderBytes) return std::nullopt;
  base::ByteReader in(message);
  in.skip(2);
  const std::uint16_t flags = in.u16();
  const std::uint16_t questions = in.u16();
  const std::uint16_t answers = in.u16();
  const bool known_operation = (flags >> 11 & 0xf) <= 6;
  if (!known_operation || (flags & 0x0040) != 0 || questions > 16 || answers > 512) {
    return std::nullopt;
  }
  DnsMessage out{.response = (flags & 0x8000) != 0, .code = static_cast<std::uint8_t>(flags & 0xf)};
  std::size_t at = kHeaderBytes;
  for (std::uint16_t i = 0; i < questions; ++i) {
    const auto name = read_name(message, at);
    if (!name || at + 4 > message.size()) return std::nullopt;
    if (i == 0) {
      out.question = *name;
      out.type = base::ByteReader(message.subspan(at)).u16();
    }
    at += 4;
  }
  if (questions == 0 && answers == 0) return std::nullopt;
  for (std::uint16_t i = 0; i < answers; ++i) {
    const auto name = read_name(message, at);
    if (!name || at + 10 > message.size()) break;
    base::ByteReader record(message.subspan(at));
    const std::uint16_t type = record.u16();
    record.skip(6);
    const std::uint16_t length = record.u16();
    at += 10;
    if (at + length > message.size()) break;
    read_answer(message, type, at, length, out);
    if (out.question.empty()) out.question = *name;
    at += length;
  }
  return out;
}

std::string dns_type_text(std::uint16_t type) {
  struct Known {
    std::uint16_t number;
    std::string_view word;
  };
  constexpr std::array kTypes = {
      Known{1, "A"},       Known{2, "NS"},     Known{5, "CNAME"}, Known{6, "SOA"},
      Known{12, "PTR"},    Known{15, "MX"},    Known{16, "TXT"},  Known{28, "AAAA"},
      Known{33, "SRV"},    Known{35, "NAPTR"}, Known{43, "DS"},   Known{46, "RRSIG"},
      Known{48, "DNSKEY"}, Known{52, "TLSA"},  Known{64, "SVCB"}, Known{65, "HTTPS"},
      Known{252, "AXFR"},  Known{255, "ANY"},  Known{257, "CAA"}};
  for (const Known& known : kTypes) {
    if (known.number == type) return std::string(known.word);
  }
  return fmt::format("TYPE{}", type);
}

std::string dns_code_text(std::uint8_t code) {
  constexpr std::array<std::string_view, 6> kCodes = {"NOERROR",  "FORMERR", "SERVFAIL",
                                                      "NXDOMAIN", "NOTIMP",  "REFUSED"};
  return code < kCodes.size() ? std::string(kCodes[code]) : fmt::format("RCODE{}", code);
}

}  // namespace minato::capture
