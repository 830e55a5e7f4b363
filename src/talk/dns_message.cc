// Names are compressed by pointers that must lead backwards: no loops (RFC 1035 section 4.1.4).
#include "talk/dns_message.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace minato::talk {
namespace {

constexpr std::uint16_t kTypeOpt = 41;
constexpr std::size_t kMostNameBytes = 255;
constexpr int kMostPointers = 64;

using base::ByteReader;
using base::Bytes;
using base::Malformed;

void put16(std::vector<std::uint8_t>& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void append_label(std::string& name, Bytes label) {
  if (!name.empty()) name += '.';
  for (const std::uint8_t byte : label) {
    if (byte == '.' || byte == '\\') {
      name += '\\';
      name += static_cast<char>(byte);
    } else if (byte <= 0x20 || byte >= 0x7f) {
      name += fmt::format("\\{:03}", byte);
    } else {
      name += static_cast<char>(byte);
    }
  }
}

/// Reads a name at the reader's place; pointers lead into `message`. Nothing when it is broken.
std::optional<std::string> read_name(ByteReader& reader, Bytes message) {
  std::string name;
  std::size_t length = 0;
  ByteReader jumped(message);
  ByteReader* at = &reader;
  std::size_t lowest = reader.offset();
  for (int pointers = 0;;) {
    const unsigned head = at->u8();
    if (at->failed()) return std::nullopt;
    if (head == 0) return name;
    if (head >= 0xc0) {
      const std::size_t target = (head & 0x3fU) << 8 | at->u8();
      if (at->failed() || target >= lowest || ++pointers > kMostPointers) return std::nullopt;
      lowest = target;
      jumped = ByteReader(message);
      jumped.skip(target);
      at = &jumped;
      continue;
    }
    if (head >= 0x40) return std::nullopt;
    const Bytes label = at->bytes(head);
    length += head + 1;
    if (at->failed() || length > kMostNameBytes) return std::nullopt;
    append_label(name, label);
  }
}

std::string read_strings(Bytes data) {
  std::string text;
  ByteReader reader(data);
  while (reader.remaining() > 0) {
    const Bytes piece = reader.bytes(reader.u8());
    if (reader.failed()) break;
    text += base::as_text(piece);
  }
  return text;
}

/// The part of a record after its class, at the reader's place. False when it is broken.
bool read_data(ByteReader& reader, Bytes message, DnsRecord& record) {
  record.ttl_s = reader.u32();
  const std::size_t length = reader.u16();
  const std::size_t begin = reader.offset();
  const Bytes data = reader.bytes(length);
  if (reader.failed()) return false;
  ByteReader inside(message.first(begin + length));
  inside.skip(begin);
  switch (record.type) {
    case dns_type::kA:
      if (length != 4) return false;
      record.address = model::IpAddress::v4(inside.u32());
      return true;
    case dns_type::kAaaa:
      if (length != 16) return false;
      record.address = model::IpAddress::v6(data.first<16>());
      return true;
    case dns_type::kMx:
      inside.skip(2);
      [[fallthrough]];
    case dns_type::kNs:
    case dns_type::kCname:
    case dns_type::kPtr: {
      auto name = read_name(inside, message);
      if (!name) return false;
      record.text = std::move(*name);
      return true;
    }
    case dns_type::kTxt:
      record.text = read_strings(data);
      return true;
    default:
      return true;
  }
}

}  // namespace

std::vector<std::uint8_t> encode_dns_query(const DnsQuery& query) {
  std::vector<std::uint8_t> out;
  put16(out, query.id);
  put16(out, query.recursion_desired ? 0x0100 : 0);
  const bool edns = query.answer_bytes > 0;
  for (const unsigned count : {1U, 0U, 0U, edns ? 1U : 0U}) put16(out, count);
  std::string_view name = query.name;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() > 253) return {};
  if (!name.empty()) {
    for (const std::string_view label : base::split(name, '.')) {
      if (label.empty() || label.size() > 63) return {};
      out.push_back(static_cast<std::uint8_t>(label.size()));
      out.insert(out.end(), label.begin(), label.end());
    }
  }
  out.push_back(0);
  put16(out, query.type);
  put16(out, query.dns_class);
  if (!edns) return out;
  out.push_back(0);  // the OPT record: of the root, no flags, no options
  put16(out, kTypeOpt);
  put16(out, query.answer_bytes);
  for (int i = 0; i < 3; ++i) put16(out, 0);
  return out;
}

tl::expected<DnsMessage, Malformed> decode_dns(Bytes bytes) {
  ByteReader reader(bytes);
  const auto broken = [&](std::string_view rule) {
    return tl::unexpected(Malformed{reader.offset(), rule});
  };
  DnsMessage message;
  message.id = reader.u16();
  const unsigned flags = reader.u16();
  message.response = (flags & 0x8000U) != 0;
  message.authoritative = (flags & 0x0400U) != 0;
  message.truncated = (flags & 0x0200U) != 0;
  message.recursion_available = (flags & 0x0080U) != 0;
  message.rcode = static_cast<DnsRcode>(flags & 0xfU);
  const unsigned questions = reader.u16();
  const unsigned answers = reader.u16();
  reader.skip(4);
  if (reader.failed()) return broken("dns-header");
  for (unsigned i = 0; i < questions; ++i) {
    auto name = read_name(reader, bytes);
    if (!name) return broken("dns-name");
    message.question = std::move(*name);
    message.question_type = reader.u16();
    reader.skip(2);
    if (reader.failed()) return broken("dns-question");
  }
  for (unsigned i = 0; i < answers && i < kMostDnsRecords; ++i) {
    // What was cut off is no fault: the header says so.
    if (message.truncated && reader.remaining() == 0) break;
    DnsRecord record;
    auto name = read_name(reader, bytes);
    if (!name) return broken("dns-name");
    record.name = std::move(*name);
    record.type = reader.u16();
    reader.skip(2);
    if (!read_data(reader, bytes, record)) return broken("dns-record");
    message.answers.push_back(std::move(record));
  }
  return message;
}

std::string to_text(DnsRcode rcode) {
  switch (rcode) {
    case DnsRcode::no_error:
      return "NOERROR";
    case DnsRcode::format_error:
      return "FORMERR";
    case DnsRcode::server_failure:
      return "SERVFAIL";
    case DnsRcode::no_such_name:
      return "NXDOMAIN";
    case DnsRcode::not_implemented:
      return "NOTIMP";
    case DnsRcode::refused:
      return "REFUSED";
  }
  return fmt::format("RCODE{}", static_cast<unsigned>(rcode));
}

std::string dns_type_text(std::uint16_t type) {
  switch (type) {
    case dns_type::kA:
      return "A";
    case dns_type::kNs:
      return "NS";
    case dns_type::kCname:
      return "CNAME";
    case dns_type::kSoa:
      return "SOA";
    case dns_type::kPtr:
      return "PTR";
    case dns_type::kMx:
      return "MX";
    case dns_type::kTxt:
      return "TXT";
    case dns_type::kAaaa:
      return "AAAA";
    default:
      return fmt::format("TYPE{}", type);
  }
}

}  // namespace minato::talk
