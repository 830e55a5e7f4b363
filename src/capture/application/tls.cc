// Handshake bytes are gathered from the records first, then read.
#include "capture/application/tls.h"

#include <fmt/core.h>

#include <vector>

#include "capture/facts.h"

namespace minato::capture {
namespace {

constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kAlpn = 16;
constexpr std::uint16_t kSignatures = 13;
constexpr std::uint16_t kSupportedVersions = 43;

bool is_grease(std::uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
}

std::string kept(base::Bytes bytes) {
  return std::string(base::as_text(bytes).substr(0, kMostFactBytes));
}

/// The handshake bytes of all records that follow each other, as many as there are.
std::vector<std::uint8_t> handshake_bytes(base::Bytes head) {
  std::vector<std::uint8_t> out;
  base::ByteReader in(head);
  while (in.remaining() >= 5) {
    const std::uint8_t type = in.u8();
    const std::uint8_t major = in.u8();
    in.skip(1);
    const std::size_t length = in.u16();
    if (type != kHandshake || major != 3) break;
    const base::Bytes body = in.bytes(std::min(length, in.remaining()));
    out.insert(out.end(), body.begin(), body.end());
  }
  return out;
}

void read_versions(base::Bytes value, TlsHello& hello) {
  base::ByteReader in(value);
  if (hello.kind == TlsHello::Kind::server) {
    hello.version = in.u16();
    return;
  }
  in.skip(1);
  while (in.remaining() >= 2) {
    const std::uint16_t offered = in.u16();
    if (!is_grease(offered) && offered > hello.version) hello.version = offered;
  }
}

/// Numbers of two bytes each, without GREASE.
std::vector<std::uint16_t> read_numbers(base::Bytes list) {
  std::vector<std::uint16_t> numbers;
  base::ByteReader in(list);
  while (in.remaining() >= 2) {
    const std::uint16_t number = in.u16();
    if (!is_grease(number)) numbers.push_back(number);
  }
  return numbers;
}

void read_extension(std::uint16_t type, base::Bytes value, TlsHello& hello, ClientOffer& offer) {
  base::ByteReader in(value);
  if (!is_grease(type)) offer.extensions.push_back(type);
  if (type == kServerName) {
    in.skip(2);
    const std::uint8_t kind = in.u8();
    const std::uint16_t length = in.u16();
    const base::Bytes name = in.bytes(length);
    if (!in.failed() && kind == 0) hello.server_name = kept(name);
  } else if (type == kAlpn) {
    in.skip(2);
    const base::Bytes name = in.bytes(in.u8());
    if (!in.failed()) hello.alpn = kept(name);
  } else if (type == kSignatures && value.size() >= 2) {
    offer.signatures = read_numbers(value.subspan(2));
  } else if (type == kSupportedVersions) {
    read_versions(value, hello);
  }
}

void read_body(base::ByteReader& in, TlsHello& hello, ClientOffer& offer) {
  hello.version = in.u16();
  in.skip(32);
  in.skip(in.u8());  // session id
  if (hello.kind == TlsHello::Kind::client) {
    const std::uint16_t bytes = in.u16();
    hello.ciphers = bytes / 2U;
    offer.ciphers = read_numbers(in.bytes(bytes));
    in.skip(in.u8());  // compression
  } else {
    hello.cipher = in.u16();
    in.skip(1);
  }
  in.skip(2);  // length of the extensions
  while (in.remaining() >= 4) {
    const std::uint16_t type = in.u16();
    const std::uint16_t length = in.u16();
    const base::Bytes value = in.bytes(length);
    if (in.failed()) return;
    read_extension(type, value, hello, offer);
  }
}

}  // namespace

std::optional<TlsHello> read_tls_hello(base::Bytes head) {
  return read_handshake_hello(HelloCarrier::tcp, handshake_bytes(head));
}

std::optional<TlsHello> read_handshake_hello(HelloCarrier carrier, base::Bytes handshake) {
  if (handshake.size() < 4) return std::nullopt;
  base::ByteReader in(handshake);
  const std::uint8_t type = in.u8();
  if (type != kClientHello && type != kServerHello) return std::nullopt;
  TlsHello hello{.kind = type == kClientHello ? TlsHello::Kind::client : TlsHello::Kind::server};
  const std::size_t length = in.u24();
  hello.whole = length <= in.remaining();
  base::ByteReader body(in.rest().first(std::min(length, in.remaining())));
  ClientOffer offer;
  read_body(body, hello, offer);
  if (hello.whole && hello.kind == TlsHello::Kind::client) {
    offer.version = hello.version;
    offer.server_name = !hello.server_name.empty();
    offer.alpn = hello.alpn;
    hello.ja4 = ja4_text(carrier, offer);
  }
  return hello;
}

std::string tls_version_text(std::uint16_t version) {
  if (version == 0x0300) return "SSL 3.0";
  if (version > 0x0300 && version <= 0x0304) return fmt::format("TLS 1.{}", version - 0x0301);
  return fmt::format("TLS 0x{:04x}", version);
}

std::optional<TlsRecord> read_tls_record(base::Bytes payload) {
  base::ByteReader in(payload);
  TlsRecord record{.type = in.u8()};
  const std::uint16_t version = in.u16();
  record.length = in.u16();
  if (in.failed() || record.type < 20 || record.type > 24) return std::nullopt;
  if (version < 0x0300 || version > 0x0304 || record.length > 18432) return std::nullopt;
  record.handshake = in.u8();
  if (record.type == 21) record.handshake = in.u8();
  return record;
}

}  // namespace minato::capture
