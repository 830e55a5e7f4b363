// SMB2 NEGOTIATE (MS-SMB2 2.2.3, 2.2.4) in a NetBIOS session message (RFC 1002): which dialect,
// and whether signing is required. Nobody logs in.
#include <fmt/core.h>

#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::uint32_t kSmb2 = 0xfe534d42;  // 0xFE 'S' 'M' 'B'
constexpr std::uint32_t kSmb1 = 0xff534d42;
constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kMostBytes = 65536;
constexpr std::array<std::uint16_t, 4> kDialects = {0x0202, 0x0210, 0x0300, 0x0302};

std::string dialect_text(std::uint16_t dialect) {
  switch (dialect) {
    case 0x0202:
      return "SMB 2.0.2";
    case 0x0210:
      return "SMB 2.1";
    case 0x0300:
      return "SMB 3.0";
    case 0x0302:
      return "SMB 3.0.2";
    case 0x0311:
      return "SMB 3.1.1";
    default:
      return fmt::format("SMB 0x{:04x}", dialect);
  }
}

class Smb final : public Machine {
 public:
  explicit Smb(const MachineOptions& /*options*/) {}

  void start(Outbox& out) override {
    std::array<std::uint8_t, 4 + kHeaderBytes + 36 + 2 * kDialects.size()> bytes{};
    base::ByteWriter writer(bytes);
    writer.u32(static_cast<std::uint32_t>(bytes.size() - 4));
    writer.u32(kSmb2);
    writer.u16_little(kHeaderBytes);
    for (int i = 0; i < 6; ++i) writer.u8(0);  // credit charge, status
    writer.u16_little(0);                      // NEGOTIATE
    writer.u16_little(1);                      // credits wanted
    while (writer.size() < 4 + kHeaderBytes) writer.u8(0);
    writer.u16_little(36);
    writer.u16_little(static_cast<std::uint16_t>(kDialects.size()));
    writer.u16_little(1);  // signing enabled
    while (writer.size() < 4 + kHeaderBytes + 36) writer.u8(0);
    for (const std::uint16_t dialect : kDialects) writer.u16_little(dialect);
    out.send(writer.written());
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    if (!waiting_.empty() && waiting_[0] != 0) return out.fail({0, "smb-session-message"});
    base::ByteReader reader(waiting_);
    const std::size_t length = reader.u32();
    if (reader.failed()) return;
    if (length < kHeaderBytes || length > kMostBytes) return out.fail({0, "smb-length"});
    if (reader.remaining() < length) return;
    const std::uint32_t magic = reader.u32();
    if (magic == kSmb1) {
      facts_.add("smb.dialect", "SMB 1");
      return out.finish();
    }
    if (magic != kSmb2) return out.fail({4, "smb-magic"});
    reader.skip(4);
    const std::uint32_t status = reader.u32_little();
    reader.skip(kHeaderBytes - 12);
    if (status != 0) {
      facts_.add("smb.status", std::string_view(fmt::format("0x{:08x}", status)));
      facts_.add("smb.dialect", "SMB 2 refused");
      return out.finish();
    }
    take_response(reader, out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "smb-ended-early"}); }

 private:
  void take_response(base::ByteReader& reader, Outbox& out) {
    reader.skip(2);
    const std::uint16_t security = reader.u16_little();
    const std::uint16_t dialect = reader.u16_little();
    reader.skip(2);
    const base::Bytes guid = reader.bytes(16);
    const std::uint32_t capabilities = reader.u32_little();
    reader.skip(12);
    reader.skip(8);  // system time
    if (reader.failed()) return out.fail({reader.offset(), "smb-negotiate"});
    facts_.add("smb.dialect", std::string_view(dialect_text(dialect)));
    facts_.add("smb.signing", (security & 2U) != 0   ? "required"
                              : (security & 1U) != 0 ? "enabled"
                                                     : "missing");
    std::string text;
    for (const std::uint8_t byte : guid) text += fmt::format("{:02x}", byte);
    facts_.add("smb.guid", text);
    facts_.add_number("smb.capabilities", capabilities);
    out.finish();
  }

  std::vector<std::uint8_t> waiting_{};
};

}  // namespace

extern const Protocol kSmb;
const Protocol kSmb{.name = "microsoft-ds", .ports = {445}, .create = make_machine<Smb>};

}  // namespace minato::talk
