// Frames: 00 length(3) message. Message: header of 64 bytes, then a body that counts from there.
#include "talk/audits/smb_audit.h"

#include <fmt/format.h>

#include "talk/byte_builder.h"

namespace minato::talk {
namespace {

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kMostMessageBytes = 65536;
constexpr std::uint32_t kMoreProcessing = 0xc0000016;

enum Command : std::uint16_t { kNegotiate = 0, kSessionSetup = 1 };

ByteBuilder framed(const ByteBuilder& message) {
  ByteBuilder out;
  out.u8(0).sized24(message);
  return out;
}

ByteBuilder header(Command command, std::uint64_t number, std::uint64_t session) {
  ByteBuilder out;
  out.u8(0xfe).text("SMB").u16_little(kHeaderBytes).u16_little(1).u32_little(0);
  out.u16_little(command).u16_little(1).u32_little(0).u32_little(0).u64_little(number);
  out.u32_little(0xfeff).u32_little(0).u64_little(session).zeros(16);
  return out;
}

ByteBuilder context(std::uint16_t type, const ByteBuilder& data) {
  ByteBuilder out;
  out.u16_little(type).u16_little(data.size()).u32_little(0).bytes(data.view());
  out.zeros((8 - out.size() % 8) % 8);
  return out;
}

ByteBuilder negotiate() {
  constexpr std::uint16_t kDialects[] = {0x0202, 0x0210, 0x0300, 0x0302, 0x0311};
  ByteBuilder dialects;
  for (const std::uint16_t dialect : kDialects) dialects.u16_little(dialect);
  ByteBuilder hash;
  hash.u16_little(1).u16_little(32).u16_little(1).zeros(32);
  ByteBuilder ciphers;
  ciphers.u16_little(4).u16_little(2).u16_little(1).u16_little(4).u16_little(3);
  constexpr std::size_t kFixedBytes = 36;
  const std::size_t before = kHeaderBytes + kFixedBytes + dialects.size();
  const std::size_t padding = (8 - before % 8) % 8;
  ByteBuilder out = header(kNegotiate, 0, 0);
  out.u16_little(kFixedBytes).u16_little(5).u16_little(1).u16_little(0).u32_little(0x40);
  out.text("minato-audits---").u32_little(before + padding).u16_little(2).u16_little(0);
  out.bytes(dialects.view()).zeros(padding);
  return out.bytes(context(1, hash).view()).bytes(context(2, ciphers).view());
}

ByteBuilder ntlm_negotiate() {
  ByteBuilder out;
  out.text("NTLMSSP").u8(0).u32_little(1).u32_little(0xa0080205).zeros(16);
  return out;
}

ByteBuilder utf16(std::string_view text) {
  ByteBuilder out;
  for (const char letter : text) out.u8(static_cast<std::uint8_t>(letter)).u8(0);
  return out;
}

ByteBuilder ntlm_authenticate(SmbVisitor visitor) {
  const bool named = visitor == SmbVisitor::unknown_user;
  const ByteBuilder user = utf16(named ? "minato-nobody" : "");
  ByteBuilder lm, nt;
  lm.zeros(named ? 24 : 1);
  nt.zeros(named ? 24 : 0);
  const std::uint32_t flags = named ? 0xa0080205 : 0xa0080a05;
  std::size_t at = 64;
  ByteBuilder fields, data;
  const auto field = [&](const ByteBuilder& part) {
    fields.u16_little(part.size()).u16_little(part.size()).u32_little(at);
    data.bytes(part.view());
    at += part.size();
  };
  field(lm);
  field(nt);
  field(ByteBuilder());
  field(user);
  field(ByteBuilder());
  field(ByteBuilder());
  ByteBuilder out;
  out.text("NTLMSSP").u8(0).u32_little(3).bytes(fields.view()).u32_little(flags);
  return out.bytes(data.view());
}

ByteBuilder session_setup(std::uint64_t number, std::uint64_t session, const ByteBuilder& token) {
  ByteBuilder out = header(kSessionSetup, number, session);
  out.u16_little(25).u8(0).u8(1).u32_little(0).u32_little(0);
  out.u16_little(kHeaderBytes + 24).u16_little(token.size()).u64_little(0);
  return out.bytes(token.view());
}

std::string dialect_text(std::uint16_t dialect) {
  if (dialect == 0x0311) return "3.1.1";
  if (dialect == 0x0302) return "3.0.2";
  if (dialect == 0x0300) return "3.0";
  if (dialect == 0x0210) return "2.1";
  if (dialect == 0x0202) return "2.0.2";
  return fmt::format("0x{:04x}", dialect);
}

class SmbAudit final : public Machine {
 public:
  explicit SmbAudit(SmbVisitor visitor) : visitor_(visitor) {}

  void start(Outbox& out) override { out.send(framed(negotiate()).view()); }

  void on_bytes(base::Bytes received, Outbox& out) override {
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    while (!out.ended()) {
      base::ByteReader reader(waiting_);
      reader.skip(1);
      const std::uint32_t length = reader.u24();
      if (!reader.failed() && length > kMostMessageBytes) return out.fail({1, "smb-length"});
      const base::Bytes message = reader.bytes(length);
      if (reader.failed()) return;
      take(message, out);
      waiting_.erase(waiting_.begin(), waiting_.begin() + 4 + static_cast<std::ptrdiff_t>(length));
    }
  }

  void on_closed(Closing how, Outbox& out) override {
    facts_.add("smb.end", how == Closing::timed_out ? "silent" : "closed");
    out.finish();
  }

 private:
  void take(base::Bytes message, Outbox& out) {
    base::ByteReader reader(message);
    const std::uint32_t magic = reader.u32();
    reader.skip(4);
    const std::uint32_t status = reader.u32_little();
    const std::uint16_t command = reader.u16_little();
    reader.skip(26);
    const std::uint64_t session = reader.u64_little();
    reader.skip(16);
    if (reader.failed() || magic != 0xfe534d42) return out.fail({0, "smb-header"});
    if (command == kNegotiate) return take_negotiate(message, reader, out);
    if (command == kSessionSetup) return take_session(message, status, session, out);
    out.finish();
  }

  void take_negotiate(base::Bytes message, base::ByteReader reader, Outbox& out) {
    reader.skip(2);
    const std::uint16_t mode = reader.u16_little();
    const std::uint16_t dialect = reader.u16_little();
    const std::uint16_t contexts = reader.u16_little();
    reader.skip(16 + 4 + 12 + 16 + 4);
    const std::uint32_t at = reader.u32_little();
    if (reader.failed()) return out.finish();
    facts_.add("smb.dialect", dialect_text(dialect));
    facts_.add("smb.signing-required", (mode & 2) != 0 ? "yes" : "no");
    if (dialect == 0x0311 && at < message.size()) take_contexts(message.subspan(at), contexts);
    out.send(framed(session_setup(1, 0, ntlm_negotiate())).view());
  }

  void take_contexts(base::Bytes bytes, std::uint16_t count) {
    base::ByteReader reader(bytes);
    for (std::uint16_t i = 0; i < count && !reader.failed(); ++i) {
      const std::uint16_t type = reader.u16_little();
      const std::uint16_t length = reader.u16_little();
      reader.skip(4);
      base::ByteReader data(reader.bytes(length));
      data.skip(2);
      const std::uint16_t cipher = data.u16_little();
      if (type == 2 && !data.failed() && cipher != 0) facts_.add_number("smb.cipher", cipher);
      reader.skip(std::min<std::size_t>((8 - length % 8) % 8, reader.remaining()));
    }
  }

  void take_session(base::Bytes message, std::uint32_t status, std::uint64_t session, Outbox& out) {
    if (status == kMoreProcessing && !asked_) {
      asked_ = true;
      take_challenge(message);
      out.send(framed(session_setup(2, session, ntlm_authenticate(visitor_))).view());
      return;
    }
    facts_.add("smb.session-status", fmt::format("{:08x}", status));
    base::ByteReader reader(message.subspan(kHeaderBytes));
    reader.skip(2);
    const std::uint16_t flags = reader.u16_little();
    if (status == 0 && !reader.failed()) facts_.add_number("smb.session-flags", flags);
    out.finish();
  }

  /// CHALLENGE_MESSAGE: what NTLM tells everybody about the machine (MS-NLMP section 2.2.1.2).
  void take_challenge(base::Bytes message) {
    const std::string_view text = base::as_text(message);
    const std::size_t begin = text.find("NTLMSSP");
    if (begin == std::string_view::npos) return;
    const base::Bytes token = message.subspan(begin);
    base::ByteReader reader(token);
    reader.skip(40);
    const std::uint16_t length = reader.u16_little();
    reader.skip(2);
    const std::uint32_t at = reader.u32_little();
    if (reader.failed() || at > token.size()) return;
    const int major = reader.u8();
    const int minor = reader.u8();
    const int build = reader.u16_little();
    if (!reader.failed()) {
      facts_.add("smb.ntlm-version", fmt::format("{}.{}.{}", major, minor, build));
    }
    base::ByteReader pairs(
        token.subspan(at).first(std::min<std::size_t>(length, token.size() - at)));
    while (!pairs.failed() && pairs.remaining() >= 4) {
      const std::uint16_t kind = pairs.u16_little();
      const base::Bytes value = pairs.bytes(pairs.u16_little());
      std::string name;
      for (std::size_t i = 0; i + 1 < value.size(); i += 2) name += static_cast<char>(value[i]);
      if (kind == 1) facts_.add("smb.computer", name);
      if (kind == 2) facts_.add("smb.domain", name);
    }
  }

  SmbVisitor visitor_;
  std::vector<std::uint8_t> waiting_{};
  bool asked_ = false;
};

}  // namespace

std::unique_ptr<Machine> make_smb_audit(SmbVisitor visitor) {
  return std::make_unique<SmbAudit>(visitor);
}

std::string smb1_negotiate() {
  ByteBuilder message;
  message.u8(0xff).text("SMB").u8(0x72).u32(0).u8(0x18).u16_little(0xc801).zeros(12);
  message.u16_little(0).u16_little(1).u16_little(0).u16_little(1);
  ByteBuilder dialect;
  dialect.u8(2).text("NT LM 0.12").u8(0);
  message.u8(0).u16_little(dialect.size()).bytes(dialect.view());
  return framed(message).string();
}

}  // namespace minato::talk
