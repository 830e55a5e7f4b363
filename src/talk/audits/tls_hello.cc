// Records are put together to handshake messages; each known message is read with bounds.
//   record = type(1) version(2) length(2) fragment      handshake = type(1) length(3) body
#include "talk/audits/tls_hello.h"

#include <array>

#include "talk/audits/tls_preamble.h"
#include "talk/byte_builder.h"

namespace minato::talk {
namespace {

constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
constexpr std::size_t kMostHandshakeBytes = 262144;
constexpr std::uint16_t kTls13 = 0x0304;

/// A public value that any peer takes for one: a server answers before it matters.
constexpr std::size_t kX25519Bytes = 32;

void extension(ByteBuilder& out, std::uint16_t type, const ByteBuilder& body) {
  out.u16(type).sized16(body);
}

ByteBuilder key_share(const std::vector<std::uint16_t>& groups) {
  ByteBuilder shares;
  // One share for X25519 when it is offered; for other groups the server asks again, which tells
  // the group as well (HelloRetryRequest).
  for (const std::uint16_t group : groups) {
    if (group != 0x001d) continue;
    ByteBuilder key;
    key.u8(9);
    key.zeros(kX25519Bytes - 1);
    shares.u16(group).sized16(key);
    break;
  }
  ByteBuilder body;
  body.sized16(shares);
  return body;
}

void extensions(ByteBuilder& out, const HelloOptions& options) {
  if (!options.server_name.empty()) {
    ByteBuilder name;
    name.u8(0).sized16(ByteBuilder().text(options.server_name));
    extension(out, 0, ByteBuilder().sized16(name));
  }
  if (!options.groups.empty()) {
    ByteBuilder groups;
    for (const std::uint16_t group : options.groups) groups.u16(group);
    extension(out, 10, ByteBuilder().sized16(groups));
    extension(out, 11, ByteBuilder().u8(1).u8(0));
  }
  ByteBuilder schemes;
  constexpr std::array<std::uint16_t, 17> kSchemes = {
      0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809,
      0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0402};
  for (const std::uint16_t scheme : kSchemes) schemes.u16(scheme);
  extension(out, 13, ByteBuilder().sized16(schemes));
  extension(out, 5, ByteBuilder().u8(1).u16(0).u16(0));
  extension(out, 23, ByteBuilder());
  extension(out, 35, ByteBuilder());
  extension(out, 0xff01, ByteBuilder().u8(0));
  if (options.version == kTls13) {
    extension(out, 43, ByteBuilder().u8(2).u16(kTls13));
    extension(out, 51, key_share(options.groups));
  }
}

class TlsHello final : public Machine {
 public:
  explicit TlsHello(HelloOptions options)
      : options_(std::move(options)), preamble_(options_.preamble) {}

  void start(Outbox& out) override {
    preamble_.start(out);
    if (preamble_.done()) say_hello(out);
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    if (!preamble_.done()) {
      preamble_.on_bytes(received, out);
      if (preamble_.refused()) {
        facts_.add("hello.refused", "preamble");
        return out.finish();
      }
      if (preamble_.done()) say_hello(out);
      return;
    }
    if (records_.size() + received.size() > kMostHandshakeBytes) return out.fail({0, "tls-record"});
    records_.insert(records_.end(), received.begin(), received.end());
    read_records(out);
  }

  void on_closed(Closing how, Outbox& out) override {
    facts_.add("hello.end", how == Closing::timed_out ? "silent" : "closed");
    out.finish();
  }

 private:
  void say_hello(Outbox& out) { out.send(client_hello(options_)); }

  void read_records(Outbox& out) {
    while (!out.ended()) {
      base::ByteReader reader(records_);
      const std::uint8_t type = reader.u8();
      const std::uint8_t major = reader.u8();
      reader.skip(1);
      const std::uint16_t length = reader.u16();
      if (!reader.failed() && (type < kChangeCipherSpec || type > kApplicationData || major != 3)) {
        return out.fail({0, "tls-record"});
      }
      const base::Bytes fragment = reader.bytes(length);
      if (reader.failed()) return;
      take_record(type, fragment, out);
      records_.erase(records_.begin(), records_.begin() + 5 + length);
    }
  }

  void take_record(std::uint8_t type, base::Bytes fragment, Outbox& out) {
    if (type == kAlert) {
      facts_.add_number("hello.alert", fragment.size() == 2 ? fragment[1] : -1);
      return out.finish();
    }
    // What follows is encrypted: all that is told in the clear was told.
    if (type != kHandshake) {
      if (type == kApplicationData || facts_.has("hello.cipher")) out.finish();
      return;
    }
    if (handshake_.size() + fragment.size() > kMostHandshakeBytes) {
      return out.fail({0, "tls-handshake"});
    }
    handshake_.insert(handshake_.end(), fragment.begin(), fragment.end());
    read_messages(out);
  }

  void read_messages(Outbox& out) {
    while (!out.ended()) {
      base::ByteReader reader(handshake_);
      const std::uint8_t type = reader.u8();
      const std::uint32_t length = reader.u24();
      const base::Bytes body = reader.bytes(length);
      if (reader.failed()) return;
      take_message(type, body, out);
      handshake_.erase(handshake_.begin(), handshake_.begin() + 4 + length);
    }
  }

  void take_message(std::uint8_t type, base::Bytes body, Outbox& out) {
    constexpr std::uint8_t kServerHello = 2;
    constexpr std::uint8_t kCertificate = 11;
    constexpr std::uint8_t kServerKeyExchange = 12;
    constexpr std::uint8_t kServerHelloDone = 14;
    constexpr std::uint8_t kCertificateStatus = 22;
    if (type == kServerHello) return take_server_hello(body, out);
    if (type == kCertificate) return take_certificates(body);
    if (type == kServerKeyExchange) return take_key_exchange(body);
    if (type == kCertificateStatus) facts_.add_flag("hello.ocsp");
    if (type == kServerHelloDone) out.finish();
  }

  void take_server_hello(base::Bytes body, Outbox& out) {
    base::ByteReader reader(body);
    std::uint16_t version = reader.u16();
    reader.skip(32);
    reader.skip(reader.u8());
    cipher_ = reader.u16();
    const std::uint8_t compression = reader.u8();
    if (reader.failed()) return out.fail({reader.offset(), "tls-server-hello"});
    base::ByteReader list(reader.bytes(reader.u16()));
    while (!list.failed() && list.remaining() > 0) {
      const std::uint16_t type = list.u16();
      base::ByteReader body_of(list.bytes(list.u16()));
      if (type == 43) version = body_of.u16();
      if (type == 51) facts_.add_number("hello.group", body_of.u16());
      if (type == 0xff01) facts_.add_flag("hello.secure-renegotiation");
      if (type == 23) facts_.add_flag("hello.extended-master-secret");
      if (type == 35) facts_.add_flag("hello.ticket");
    }
    facts_.add_number("hello.version", version);
    facts_.add_number("hello.cipher", cipher_);
    if (compression != 0) facts_.add_number("hello.compression", compression);
    if (version == kTls13) out.finish();
  }

  void take_certificates(base::Bytes body) {
    base::ByteReader reader(body);
    base::ByteReader list(reader.bytes(reader.u24()));
    for (int i = 0; i < 10 && !list.failed() && list.remaining() > 0; ++i) {
      const base::Bytes certificate = list.bytes(list.u24());
      if (!list.failed()) facts_.add("hello.certificate", certificate);
    }
  }

  /// ECDHE names its curve; DHE sends its prime, whose length is its strength.
  void take_key_exchange(base::Bytes body) {
    base::ByteReader reader(body);
    if (is_ecdhe()) {
      if (reader.u8() == 3) facts_.add_number("hello.group", reader.u16());
      return;
    }
    base::Bytes prime = reader.bytes(reader.u16());
    if (reader.failed()) return;
    while (!prime.empty() && prime.front() == 0) prime = prime.subspan(1);
    facts_.add_number("hello.dh-bits", static_cast<std::int64_t>(prime.size()) * 8);
  }

  [[nodiscard]] bool is_ecdhe() const {
    // 0xc0xx: ECC suites but those with PSK and ECCPWD; 0xccxx: CHACHA20, where only aa is DHE.
    return (cipher_ >> 8 == 0xc0) || (cipher_ >> 8 == 0xcc && cipher_ != 0xccaa);
  }

  HelloOptions options_;
  PreambleTalk preamble_;
  std::vector<std::uint8_t> records_{};
  std::vector<std::uint8_t> handshake_{};
  std::uint16_t cipher_ = 0;
};

}  // namespace

std::vector<std::uint8_t> client_hello(const HelloOptions& options) {
  ByteBuilder body;
  const std::uint16_t legacy = options.version == kTls13 ? 0x0303 : options.version;
  body.u16(legacy);
  // The random need not be secret: no key comes of it.
  for (std::uint8_t i = 0; i < 32; ++i) body.u8(static_cast<std::uint8_t>(0x4d ^ (i * 37)));
  ByteBuilder session;
  if (options.version == kTls13) {
    for (std::uint8_t i = 0; i < 32; ++i) session.u8(i);
  }
  body.sized8(session);
  ByteBuilder ciphers;
  for (const std::uint16_t cipher : options.ciphers) ciphers.u16(cipher);
  if (options.fallback) ciphers.u16(0x5600);
  if (options.version < 0x0301) ciphers.u16(0x00ff);
  body.sized16(ciphers);
  body.sized8(options.compression ? ByteBuilder().u8(1).u8(0) : ByteBuilder().u8(0));
  if (options.version >= 0x0301) {
    ByteBuilder list;
    extensions(list, options);
    body.sized16(list);
  }
  ByteBuilder message;
  message.u8(1).sized24(body);
  ByteBuilder record;
  record.u8(kHandshake).u16(options.version == 0x0300 ? 0x0300 : 0x0301).sized16(message);
  return record.take();
}

std::unique_ptr<Machine> make_tls_hello(HelloOptions options) {
  return std::make_unique<TlsHello>(std::move(options));
}

}  // namespace minato::talk
